using DepthCompress.Passes.Planning;

namespace DepthCompress.Report;

/// <summary>What a plan was decided from: the layers with their reasons, everything that could have been done, the way of the closed loop.</summary>
public sealed record DecisionFacts
{
    /// <summary>No decision.</summary>
    public static DecisionFacts None { get; } = new();

    /// <summary>The layers.</summary>
    public ImmutableArray<ChainFacts> Chains { get; init; } = [];

    /// <summary>What could have been done with them.</summary>
    public ImmutableArray<CandidateFacts> Candidates { get; init; } = [];

    /// <summary>What was measured on the way to the plan.</summary>
    public ImmutableArray<ClosedLoopRound> Rounds { get; init; } = [];
}
