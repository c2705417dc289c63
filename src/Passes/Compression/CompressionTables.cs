using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <summary>What a decision was made from, so that a report can say why.</summary>
/// <param name="Candidates">Everything that could be done.</param>
/// <param name="Latency">What each candidate saves.</param>
/// <param name="Importance">What a candidate costs, where that was asked.</param>
/// <param name="Points">The plans worth choosing from, fastest first.</param>
/// <param name="Chosen">What was decided on.</param>
public sealed record CompressionTables(
    ImmutableArray<Candidate> Candidates,
    LatencyTable Latency,
    ImmutableDictionary<Candidate, ImportanceRow> Importance,
    ImmutableArray<PlanPoint> Points,
    ImmutableArray<Candidate> Chosen);
