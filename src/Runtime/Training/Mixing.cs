using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Training;

/// <summary>How the samples of one step are mixed in pairs (mixup; Zhang et al. 2018).</summary>
/// <param name="Part">Of the sample itself; the rest comes from its partner.</param>
/// <param name="Partners">The partner of each sample.</param>
internal sealed record Mixing(double Part, ImmutableArray<int> Partners)
{
    // Keeps the numbers apart from those that others draw for the same seed and step.
    private const int Stream = 0x6D6978;

    /// <summary>Depends on nothing but its arguments, so that a resumed run mixes as the first would have.</summary>
    /// <param name="strength">The parameter of the Beta distribution that the part is drawn from.</param>
    public static Mixing Of(int seed, long step, int count, double strength)
    {
        var random = SeededRandom.Of(Stream, seed, (int)step, (int)(step >> 32));
        var part = Beta(random, strength);
        return new(part, [.. random.Permutation(count)]);
    }

    /// <summary>X / (X + Y) for two Gamma distributed numbers.</summary>
    private static double Beta(SeededRandom random, double strength)
    {
        var (own, other) = (Gamma(random, strength), Gamma(random, strength));

        // Very small strengths underflow on both sides: the distribution is then a coin.
        return own + other > 0 ? own / (own + other) : random.Below(2);
    }

    /// <summary>Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.</summary>
    private static double Gamma(SeededRandom random, double shape)
    {
        if (shape < 1)
        {
            var power = Math.Pow(1 - random.NextDouble(), 1 / shape);
            return Gamma(random, shape + 1) * power;
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.Gaussian();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
