using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <summary>How a compression ended.</summary>
public enum Verdict
{
    /// <summary>Faster, as asked for, and within the quality floor.</summary>
    Met,

    /// <summary>Faster, but not as much as asked for.</summary>
    TargetMissed,

    /// <summary>The quality floor is broken; the original is kept.</summary>
    QualityFloorBroken,

    /// <summary>Not faster than the original; the original is kept.</summary>
    NotFaster,

    /// <summary>The machine was too noisy to conclude; the original is kept.</summary>
    Inconclusive,
}

/// <summary>Everything a report says about a compression.</summary>
public sealed record CompressionResult
{
    /// <summary>How it ended.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Explanation { get; init; }

    /// <summary>The compressed network, also where the verdict is to keep the original.</summary>
    public required Graph Graph { get; init; }

    /// <summary>The plan.</summary>
    public required CompressionPlan Plan { get; init; }

    /// <summary>The frontier as predicted, savings corrected by what the chosen plan's measurement kept of them: milliseconds and change of quality, fastest first.</summary>
    public required ImmutableArray<(double Milliseconds, double Change)> Frontier { get; init; }

    /// <summary>The point of <see cref="Frontier"/> that is the plan; null where the plan comes from another view of importance and lies beside it.</summary>
    public (double Milliseconds, double Change)? Chosen { get; init; }

    /// <summary>The plan's latency over the original's as the closed loop measured it, before any weight was solved for.</summary>
    public required double PredictedRatio { get; init; }

    /// <summary>Of additivity: the first plan's latency as the tables add it up, over the measured one, minus one.</summary>
    public required double AdditivityResidual { get; init; }

    /// <summary>The original, measured beside the compressed network at the end.</summary>
    public required LatencyEstimate Before { get; init; }

    /// <summary>The compressed network, measured beside the original.</summary>
    public required LatencyEstimate After { get; init; }

    /// <summary>What the rounds of both say.</summary>
    public required LatencyComparison Speed { get; init; }

    /// <summary>The quality measures on the evaluation set.</summary>
    public required ImmutableArray<QualityChange> Quality { get; init; }

    /// <summary>For each quality measure what the compressed network scores on each sample of the evaluation set, in its order.</summary>
    public required ImmutableArray<ImmutableArray<double>> Scores { get; init; }

    /// <summary>Whether the plan misses the target although it is the fastest that the method has.</summary>
    public required bool IsFastest { get; init; }

    /// <summary>The same before fine-tuning, when weights were only solved for; null where nothing was fine-tuned.</summary>
    public ImmutableArray<QualityChange>? AfterFit { get; init; }

    /// <summary>What fine-tuning did; null where there was none.</summary>
    public FineTuneResult? FineTuning { get; init; }

    /// <summary>What the decision was made from.</summary>
    public required CompressionTables Tables { get; init; }

    /// <summary>Every plan that the closed loop measured on the way to this one.</summary>
    public required ImmutableArray<ClosedLoopRound> Rounds { get; init; }

    /// <summary>Seconds of each stage.</summary>
    public required ImmutableArray<(string Stage, double Seconds)> Stages { get; init; }
}
