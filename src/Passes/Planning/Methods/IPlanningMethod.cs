using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// A way to decide on plans: which candidates of a network it looks at, and how it turns their tables into plans. What follows, from the
/// closed loop to the proof, is the same for all.
/// </summary>
public interface IPlanningMethod
{
    /// <summary>What the latency table is to hold; <see cref="Candidate.Keep"/> goes without saying.</summary>
    ImmutableArray<Candidate> Candidates { get; }

    /// <summary>What the importance table is to hold, given what candidates save.</summary>
    ImmutableArray<Candidate> Promising(LatencyTable latency);

    /// <summary>
    /// The planners over finished tables; the plans of several are realized and compared. Rows that are missing or failed are left out.
    /// </summary>
    ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance);
}
