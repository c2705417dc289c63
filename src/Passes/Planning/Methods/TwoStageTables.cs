namespace DepthCompress.Passes.Planning;

/// <summary>The finished tables of one chain with the program over them.</summary>
internal sealed class TwoStageTables(
    TwoStageChain chain,
    TwoStage program,
    ImmutableArray<SegmentLatency> times,
    IReadOnlyDictionary<(Segment Segment, bool StartActive, bool EndActive), double> measured)
{
    /// <summary>The outer program.</summary>
    internal TwoStage Program { get; } = program;

    /// <summary>What a solution does, front to back.</summary>
    internal IEnumerable<(Candidate Candidate, double Saved, double Change)> Decisions(Solution solution, LatencyTable latency) =>
        chain.Decisions(Program.ToPlan(solution), times, block => measured[(block.Segment, block.StartActive, block.EndActive)], latency);
}
