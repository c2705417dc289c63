using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The baseline that knows nothing of importance: of the parts of a network that could go, as many as the target needs do go, evenly spread
/// over the depth.
/// </summary>
/// <remarks>Its plans say nothing of quality: their change is not a number.</remarks>
public sealed class UniformMethod : IPlanningMethod
{
    /// <summary>As <c>--method</c> spells it.</summary>
    public const string Name = "uniform";

    /// <param name="graph">The network, batch normalization folded.</param>
    /// <param name="chains">Its chains, planned together.</param>
    public UniformMethod(Graph graph, ImmutableArray<LayerChain> chains) => Candidates = UniformUnits.Of(graph, chains);

    /// <summary>What could go, front to back: no two of them share a layer.</summary>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <summary>Nothing: how much a part matters is never asked.</summary>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) => [];

    /// <inheritdoc/>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance) =>
        [new UniformPlanner(latency, [.. Candidates.Where(latency.Saved.ContainsKey)])];
}
