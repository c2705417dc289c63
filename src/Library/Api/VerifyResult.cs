using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>How two networks compare.</summary>
public sealed record VerifyResult
{
    /// <summary>Whether they compute the same, or quality falls by no more than is allowed.</summary>
    public required bool Passed { get; init; }

    /// <summary>Every output, where numbers were compared.</summary>
    public ImmutableArray<OutputComparison> Outputs { get; init; } = [];

    /// <summary>The measures of quality, where those were compared; the first decides.</summary>
    public ImmutableArray<QualityComparison> Quality { get; init; } = [];

    /// <summary>What was found on the way; with an error for every output that differs.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }
}
