namespace DepthCompress.Runtime.Data;

/// <summary>
/// Random numbers that depend on the seed alone: not on the platform, the library's version or the order of calls elsewhere
/// (SplitMix64; Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong state = seed;
    private double? second;

    /// <summary>A stream of its own for every combination of numbers, such as a seed and the index of an image.</summary>
    public static SeededRandom Of(params ReadOnlySpan<int> keys)
    {
        ulong state = 0;
        foreach (var key in keys)
        {
            state = Mix(state + 0x9E3779B97F4A7C15UL + (uint)key);
        }

        return new(state);
    }

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15UL);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double least, double most) => least + (NextDouble() * (most - least));

    /// <summary>Uniform in 0 … <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Standard normal, by Box and Muller.</summary>
    public double Gaussian()
    {
        if (second is { } spare)
        {
            second = null;
            return spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * NextDouble());
        second = radius * sine;
        return radius * cosine;
    }

    /// <summary>The numbers 0 … <paramref name="count"/> - 1 in random order.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = Below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
