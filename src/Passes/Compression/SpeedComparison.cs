using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Compression;

/// <summary>Two networks measured in interleaved rounds.</summary>
/// <param name="Before">The original.</param>
/// <param name="After">The other.</param>
/// <param name="Speedup">Median of the rounds' ratios before / after.</param>
/// <param name="Low">The lower end of that median's 95 % confidence interval.</param>
/// <param name="High">Its upper end.</param>
public sealed record SpeedComparison(LatencyEstimate Before, LatencyEstimate After, double Speedup, double Low, double High)
{
    /// <summary>Whether the other network is certainly faster.</summary>
    public bool IsFaster => Low > 1;

    /// <summary>Measures two networks against each other.</summary>
    public static SpeedComparison Measure(ILatencyProbe probe, Graph before, Graph after, ImmutableArray<Tensor> inputs, CancellationToken cancellation = default) =>
        probe.Measure([new LatencyRequest(before, inputs), new LatencyRequest(after, inputs)], null, cancellation) is [var first, var second]
            ? Of(first, second)
            : throw new CompilerBugException("the probe answered another number of networks than it was asked for");

    /// <summary>Pairs the rounds; the interval of the median is that of order statistics (sign test), which assumes no distribution.</summary>
    public static SpeedComparison Of(LatencyEstimate before, LatencyEstimate after)
    {
        var ratios = before.Samples.Zip(after.Samples, (left, right) => left / right).Order().ToArray();
        var count = ratios.Length;
        var half = 0.98 * Math.Sqrt(count);
        var low = Math.Clamp((int)Math.Floor((count / 2.0) - half), 0, count - 1);
        var high = Math.Clamp((int)Math.Ceiling((count / 2.0) + half), 0, count - 1);
        return new SpeedComparison(before, after, ratios[count / 2], ratios[low], ratios[high]);
    }
}
