using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Width;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What came of narrowing a network.</summary>
internal sealed record PruneReport
{
    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>The machine, in one line.</summary>
    public required string Machine { get; init; }

    /// <summary>The files of the result.</summary>
    public required PruneFiles Files { get; init; }

    /// <summary>What was decided.</summary>
    public required WidthPlan Plan { get; init; }

    /// <summary>The original and the result, measured in the same rounds.</summary>
    public required (LatencyEstimate Before, LatencyEstimate After, LatencyComparison Speed) Latency { get; init; }

    /// <summary>The network with zeros in place of what was removed, in the same rounds, and the result against it; null where there is none.</summary>
    public (LatencyEstimate Estimate, LatencyComparison Speed)? Dense { get; init; }

    /// <summary>The original against the network after each stage, by every measure; empty without data.</summary>
    public required ImmutableArray<(string Stage, QualityChange Change)> Quality { get; init; }

    /// <summary>What quality was judged by; null without data.</summary>
    public required string? Data { get; init; }

    /// <summary>What was proved.</summary>
    public ImmutableArray<(string Check, bool Passed, string Finding)> Checks { get; init; } = [];

    /// <summary>The original.</summary>
    public required NetworkFacts Before { get; init; }

    /// <summary>The result.</summary>
    public NetworkFacts? After { get; init; }

    /// <summary>How much was removed.</summary>
    public required RemovedParts Removed { get; init; }

    /// <summary>The convolutions that lost single kernels.</summary>
    public required ImmutableArray<NarrowedLayer> Layers { get; init; }

    /// <summary>What the method has to say.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>How it was learned what to keep; null where it was not learned.</summary>
    public TrainingFacts? Learning { get; init; }

    /// <summary>How it was trained; null where it was not.</summary>
    public TrainingFacts? Training { get; init; }

    /// <summary>Why the training's result is not used; null where it is.</summary>
    public string? WhyNotKept { get; init; }

    /// <summary>Where and how it was made.</summary>
    public required RunFacts Run { get; init; }

    /// <summary>The settings in force.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Warnings on the way.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);
}
