namespace DepthCompress.GraphIR;

/// <summary>
/// The numbers behind <c>random(seed)</c> and <c>positive(seed)</c>: the same everywhere and for ever, whatever the runtime does with its
/// own generator (SplitMix64, Steele, Lea and Flood 2014).
/// </summary>
public sealed class SeededData(long seed)
{
    private ulong state = (ulong)seed * 0xD1342543DE82EF95 + 0x9E3779B97F4A7C15;

    /// <summary>Uniform in [−scale, scale) for floating types, −8 … 7 for integers, 0 or 1 for flags.</summary>
    public static Tensor Random(TensorType type, long seed, double scale = 1)
    {
        var source = new SeededData(seed);
        return type.Element switch
        {
            ElementType.Bool => Fill(type, () => source.Next() < 0.5 ? 0 : 1),
            ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 =>
                Fill(type, () => Math.Floor(16 * source.Next())),
            _ when type.Element.IsFloating() => Fill(type, () => scale * ((2 * source.Next()) - 1)),
            _ => Fill(type, () => Math.Floor(16 * source.Next()) - 8),
        };
    }

    /// <summary>Uniform in [0.5, 1.5): variances and scales; 1 … 8 for integers.</summary>
    public static Tensor Positive(TensorType type, long seed)
    {
        var source = new SeededData(seed);
        return type.Element.IsFloating() ? Fill(type, () => 0.5 + source.Next()) : Fill(type, () => 1 + Math.Floor(8 * source.Next()));
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻²⁴: exact in float32.</summary>
    public double Next()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 40) / (double)(1 << 24);
    }

    /// <summary>Uniform in 0 … <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)(below * Next());

    private static Tensor Fill(TensorType type, Func<double> next)
    {
        var shape = type.Shape.ToDims() ?? throw new ArgumentException("the shape is not known", nameof(type));
        var numbers = new double[shape.Product];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = next();
        }

        return Tensor.Create<double>(shape, numbers).ConvertTo(type.Element);
    }
}
