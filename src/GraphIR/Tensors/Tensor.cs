using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace DepthCompress.GraphIR;

/// <summary>Immutable data in row-major order, owned or mapped.</summary>
public sealed class Tensor
{
    private readonly ReadOnlyMemory<byte> bytes;

    private Tensor(ElementType element, Dims shape, ReadOnlyMemory<byte> bytes)
    {
        Element = element;
        Shape = shape;
        this.bytes = bytes;
    }

    /// <summary>The type of one element.</summary>
    public ElementType Element { get; }

    /// <summary>The size of each axis, outermost first.</summary>
    public Dims Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Product;

    /// <summary>The element type and the axes.</summary>
    public TensorType Type => new(Element, GraphIR.Shape.Of(Shape));

    /// <summary>The elements as they lie in memory, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>A tensor that owns a copy of <paramref name="data"/>.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public static Tensor Create<T>(Dims shape, ReadOnlySpan<T> data)
        where T : unmanaged => Borrow(ElementTypes.Of<T>(), shape, MemoryMarshal.AsBytes(data).ToArray());

    /// <summary>A tensor of one number.</summary>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged => Create([], [value]);

    /// <summary>A tensor whose elements <paramref name="fill"/> writes in place.</summary>
    public static Tensor Build<T>(Dims shape, Action<Span<T>> fill)
        where T : unmanaged
    {
        var data = new byte[checked(shape.Product * Marshal.SizeOf<T>())];
        fill(MemoryMarshal.Cast<byte, T>(data.AsSpan()));
        return new Tensor(ElementTypes.Of<T>(), shape, data);
    }

    /// <summary>Zeros.</summary>
    public static Tensor Zeros(ElementType element, Dims shape) => new(element, shape, new byte[element.BytesFor(shape.Product)]);

    /// <summary>Wraps memory that outlives the tensor, such as a mapped external-data file.</summary>
    /// <exception cref="ArgumentException">The shape has another number of bytes.</exception>
    public static Tensor Borrow(ElementType element, Dims shape, ReadOnlyMemory<byte> bytes) =>
        element is ElementType.String || element.BytesFor(shape.Product) == bytes.Length
            ? new Tensor(element, shape, bytes)
            : throw new ArgumentException($"{element.ToText()}{shape} takes {element.BytesFor(shape.Product)} bytes, not {bytes.Length}", nameof(bytes));

    /// <summary>The elements, without a copy.</summary>
    /// <exception cref="InvalidOperationException">The elements have another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged => ElementTypes.Of<T>() == Element
            ? MemoryMarshal.Cast<byte, T>(bytes.Span)
            : throw new InvalidOperationException($"the tensor holds {Element.ToText()}, not {typeof(T).Name}");

    /// <summary>The same data under another shape.</summary>
    public Tensor Reshape(Dims shape) => Borrow(Element, shape, bytes);

    /// <summary>The elements in double precision; also for <c>f16</c>, <c>bf16</c> and integers.</summary>
    /// <exception cref="NotSupportedException">Text and packed or 8-bit floats have no numbers here.</exception>
    public double[] ToDoubles()
    {
        var result = new double[Count];
        switch (Element)
        {
            case ElementType.Float32: TensorPrimitives.ConvertChecked(AsSpan<float>(), result); break;
            case ElementType.Float64: AsSpan<double>().CopyTo(result); break;
            case ElementType.Float16: TensorPrimitives.ConvertChecked(AsSpan<Half>(), result); break;
            case ElementType.BFloat16: Widen(MemoryMarshal.Cast<byte, ushort>(bytes.Span), result); break;
            case ElementType.Int64: TensorPrimitives.ConvertChecked(AsSpan<long>(), result); break;
            case ElementType.Int32: TensorPrimitives.ConvertChecked(AsSpan<int>(), result); break;
            case ElementType.Int16: TensorPrimitives.ConvertChecked(AsSpan<short>(), result); break;
            case ElementType.Int8: TensorPrimitives.ConvertChecked(AsSpan<sbyte>(), result); break;
            case ElementType.UInt8 or ElementType.Bool: TensorPrimitives.ConvertChecked(bytes.Span, result); break;
            case ElementType.UInt16: TensorPrimitives.ConvertChecked(AsSpan<ushort>(), result); break;
            case ElementType.UInt32: TensorPrimitives.ConvertChecked(AsSpan<uint>(), result); break;
            case ElementType.UInt64: TensorPrimitives.ConvertChecked(AsSpan<ulong>(), result); break;
            default: throw new NotSupportedException($"{Element.ToText()} is carried, not computed with");
        }

        return result;
    }

    /// <summary>The same numbers in another type, rounded once.</summary>
    /// <exception cref="NotSupportedException">Text and packed or 8-bit floats have no numbers here.</exception>
    public Tensor ConvertTo(ElementType element)
    {
        if (element == Element)
        {
            return this;
        }

        var values = ToDoubles();
        return element switch
        {
            ElementType.Float64 => Create<double>(Shape, values),
            ElementType.Float32 => Build<float>(Shape, target => TensorPrimitives.ConvertTruncating<double, float>(values, target)),
            ElementType.Float16 => Build<Half>(Shape, target => TensorPrimitives.ConvertTruncating<double, Half>(values, target)),
            ElementType.BFloat16 => Borrow(element, Shape, Narrow(values)),
            ElementType.Int64 => Build<long>(Shape, target => TensorPrimitives.ConvertTruncating<double, long>(values, target)),
            ElementType.Int32 => Build<int>(Shape, target => TensorPrimitives.ConvertTruncating<double, int>(values, target)),
            ElementType.Int16 => Build<short>(Shape, target => TensorPrimitives.ConvertTruncating<double, short>(values, target)),
            ElementType.Int8 => Build<sbyte>(Shape, target => TensorPrimitives.ConvertTruncating<double, sbyte>(values, target)),
            ElementType.UInt8 => Build<byte>(Shape, target => TensorPrimitives.ConvertTruncating<double, byte>(values, target)),
            ElementType.UInt16 => Build<ushort>(Shape, target => TensorPrimitives.ConvertTruncating<double, ushort>(values, target)),
            ElementType.UInt32 => Build<uint>(Shape, target => TensorPrimitives.ConvertTruncating<double, uint>(values, target)),
            ElementType.UInt64 => Build<ulong>(Shape, target => TensorPrimitives.ConvertTruncating<double, ulong>(values, target)),
            ElementType.Bool => Borrow(element, Shape, values.Select(value => value != 0 ? (byte)1 : (byte)0).ToArray()),
            _ => throw new NotSupportedException($"no conversion to {element.ToText()}"),
        };
    }

    /// <summary>Whether both hold the same bits in the same shape.</summary>
    public bool ContentEquals(Tensor other) =>
        ReferenceEquals(this, other) || (Element == other.Element && Shape == other.Shape && bytes.Span.SequenceEqual(other.bytes.Span));

    private static void Widen(ReadOnlySpan<ushort> source, Span<double> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = BitConverter.Int32BitsToSingle(source[i] << 16);
        }
    }

    private static byte[] Narrow(ReadOnlySpan<double> values)
    {
        var result = new byte[values.Length * 2];
        var target = MemoryMarshal.Cast<byte, ushort>(result.AsSpan());
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits((float)values[i]);

            // Round to nearest, ties to even, on the upper half.
            target[i] = float.IsNaN((float)values[i]) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }

        return result;
    }
}
