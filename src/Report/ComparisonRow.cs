using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>One method at one target.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Target">How many times as fast the result was to be.</param>
public sealed record ComparisonRow(string Method, double Target)
{
    private const double Tolerance = 1.03;

    /// <summary>What came out; null where the method failed.</summary>
    public ComparisonOutcome? Outcome { get; init; }

    /// <summary>Why it failed: a code and a reason.</summary>
    public (string Code, string Reason)? Failure { get; init; }

    /// <summary>The result, measured in the same rounds as all others.</summary>
    public LatencyEstimate? Latency { get; init; }

    /// <summary>The result against the original in those rounds.</summary>
    public LatencyComparison? Speed { get; init; }

    /// <summary>Whether it is the best result of its target.</summary>
    public bool IsBest { get; init; }

    /// <summary>The first quality measure minus that of the best result of this target, sample by sample; null for the best itself.</summary>
    public Interval? ToBest { get; init; }

    /// <summary>Whether the last measurement meets the target.</summary>
    public bool IsMet => Speed is { } speed && speed.PairedSpeedup * Tolerance >= Target;
}
