using DepthCompress.GraphIR;

namespace DepthCompress.Training;

/// <summary>What came of training or narrowing a network.</summary>
public sealed record TrainedResult
{
    /// <summary>The result where <see cref="IsVerified"/>, else the original.</summary>
    public required NetworkModel Network { get; init; }

    /// <summary>The file that was written; null where there is none.</summary>
    public required string? Output { get; init; }

    /// <summary>Both networks, measured in the same rounds.</summary>
    public required SpeedComparison Latency { get; init; }

    /// <summary>The measures of quality; empty without images.</summary>
    public required ImmutableArray<QualityComparison> Quality { get; init; }

    /// <summary>Why the trained weights are not used; null where they are, or nothing was trained.</summary>
    public required string? WhyNotKept { get; init; }

    /// <summary>What was proved.</summary>
    public required ImmutableArray<ResultCheck> Checks { get; init; }

    /// <summary>What was found on the way.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);
}
