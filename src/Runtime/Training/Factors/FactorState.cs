namespace DepthCompress.Runtime.Training;

/// <summary>The factors of one layer on their way to 0 and 1.</summary>
/// <param name="Values">v: what filters are multiplied by.</param>
/// <param name="SumDual">y1: the multipliers of staying between 0 and 1 and adding up to k.</param>
/// <param name="SphereDual">y2: the multipliers of staying on the sphere through the binary vectors.</param>
internal sealed record FactorState(ImmutableArray<double> Values, ImmutableArray<double> SumDual, ImmutableArray<double> SphereDual)
{
    /// <summary>All factors 1.</summary>
    public static FactorState Start(int count) =>
        new([.. Enumerable.Repeat(1.0, count)], [.. new double[count]], [.. new double[count]]);

    /// <summary>
    /// One iteration of ADMM (Factorized Convolutional Filters, CVPR'19, section 3.2). Both copies are taken of the factors before they move,
    /// the multipliers follow the factors behind it.
    /// </summary>
    /// <param name="keep">k: how many are to become 1.</param>
    /// <param name="slope">The gradient of the loss.</param>
    /// <param name="rate">η.</param>
    /// <param name="tradeoff">α.</param>
    /// <param name="penalty">ρ.</param>
    public FactorState Next(int keep, ReadOnlySpan<double> slope, double rate, double tradeoff, double penalty)
    {
        var bounded = CappedSimplex.Project(Shifted(SumDual, penalty), keep);
        var round = BinarySphere.Project(Shifted(SphereDual, penalty));
        var (values, sum, sphere) = (new double[Values.Length], new double[Values.Length], new double[Values.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            var force = SumDual[i] + SphereDual[i] + (penalty * ((2 * Values[i]) - bounded[i] - round[i]));
            values[i] = Values[i] - (rate * ((tradeoff * force) + ((1 - tradeoff) * slope[i])));
            sum[i] = SumDual[i] + (penalty * (values[i] - bounded[i]));
            sphere[i] = SphereDual[i] + (penalty * (values[i] - round[i]));
        }

        return new([.. values], [.. sum], [.. sphere]);
    }

    /// <summary>ρ of the next step: it grows until it has reached its end, which it may overshoot once.</summary>
    public static double NextPenalty(double penalty, double growth, double last) => penalty < last ? growth * penalty : penalty;

    private double[] Shifted(ImmutableArray<double> dual, double penalty)
    {
        var shifted = new double[Values.Length];
        for (var i = 0; i < shifted.Length; i++)
        {
            shifted[i] = Values[i] + (dual[i] / penalty);
        }

        return shifted;
    }
}
