using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Passes.Expansion;

/// <summary>What came of training a network in an expanded form.</summary>
public sealed record ExpandedResult
{
    /// <summary>The network with its new weights, or as it was where those are no better.</summary>
    public required Graph Graph { get; init; }

    /// <summary>Why it is as it was; null where it is not.</summary>
    public required string? WhyNotKept { get; init; }

    /// <summary>The blocks that were trained.</summary>
    public required ImmutableArray<ExpandedBlock> Blocks { get; init; }

    /// <summary>How the expanded network was trained.</summary>
    public required FineTuneResult Expanded { get; init; }

    /// <summary>How the shrunk one was, and the proof of its merge.</summary>
    public required FineTuneResult Shrunk { get; init; }

    /// <summary>The measure on the validation set, of the network before and after.</summary>
    public required (string Metric, double Before, double After) Selection { get; init; }
}
