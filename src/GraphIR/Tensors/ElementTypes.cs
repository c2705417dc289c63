namespace DepthCompress.GraphIR;

/// <summary>What is known of each <see cref="ElementType"/>: width and spelling.</summary>
public static class ElementTypes
{
    private static readonly (ElementType Type, string Text, int Bits)[] All =
    [
        (ElementType.Undefined, "undefined", 0),
        (ElementType.Float32, "f32", 32), (ElementType.UInt8, "u8", 8), (ElementType.Int8, "i8", 8), (ElementType.UInt16, "u16", 16),
        (ElementType.Int16, "i16", 16), (ElementType.Int32, "i32", 32), (ElementType.Int64, "i64", 64), (ElementType.String, "string", 0),
        (ElementType.Bool, "bool", 8), (ElementType.Float16, "f16", 16), (ElementType.Float64, "f64", 64), (ElementType.UInt32, "u32", 32),
        (ElementType.UInt64, "u64", 64), (ElementType.Complex64, "c64", 64), (ElementType.Complex128, "c128", 128),
        (ElementType.BFloat16, "bf16", 16), (ElementType.Float8E4M3FN, "f8e4m3fn", 8), (ElementType.Float8E4M3FNUZ, "f8e4m3fnuz", 8),
        (ElementType.Float8E5M2, "f8e5m2", 8), (ElementType.Float8E5M2FNUZ, "f8e5m2fnuz", 8), (ElementType.UInt4, "u4", 4),
        (ElementType.Int4, "i4", 4), (ElementType.Float4E2M1, "f4e2m1", 4), (ElementType.Float8E8M0, "f8e8m0", 8),
        (ElementType.UInt2, "u2", 2), (ElementType.Int2, "i2", 2),
    ];

    /// <summary>The short name of the textual IR: <c>f32</c>, <c>i64</c>.</summary>
    public static string ToText(this ElementType type) => IsDefined(type) ? All[(int)type].Text : $"type{(int)type}";

    /// <summary>The type of a short name, or null.</summary>
    public static ElementType? FromText(string text)
    {
        var found = Array.FindIndex(All, entry => entry.Text == text);
        return found < 0 ? null : All[found].Type;
    }

    /// <summary>Bits of one element; 0 for text and unknown types.</summary>
    public static int Bits(this ElementType type) => IsDefined(type) ? All[(int)type].Bits : 0;

    /// <summary>Whether numbers of this type are what convolutions compute with.</summary>
    public static bool IsFloating(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Bytes of so many elements, packed; <see cref="long"/> because files lie.</summary>
    public static long BytesFor(this ElementType type, long elements) => checked((elements * type.Bits() + 7) / 8);

    /// <summary>The element type that stores <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No tensor stores it.</exception>
    public static ElementType Of<T>()
        where T : unmanaged => default(T) switch
        {
            float => ElementType.Float32,
            double => ElementType.Float64,
            Half => ElementType.Float16,
            long => ElementType.Int64,
            int => ElementType.Int32,
            short => ElementType.Int16,
            sbyte => ElementType.Int8,
            byte => ElementType.UInt8,
            ushort => ElementType.UInt16,
            uint => ElementType.UInt32,
            ulong => ElementType.UInt64,
            bool => ElementType.Bool,
            _ => throw new NotSupportedException($"no tensor stores {typeof(T).Name}"),
        };

    private static bool IsDefined(ElementType type) => (int)type >= 0 && (int)type < All.Length;
}
