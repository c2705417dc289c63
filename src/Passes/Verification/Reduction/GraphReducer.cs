using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Verification;

/// <summary>
/// Makes a network smaller for as long as it still shows something: cuts off what lies behind and before, takes out nodes, shrinks axes,
/// simplifies windows and weights. What is proposed is always a sound network; what it shows is asked anew each time.
/// </summary>
/// <param name="shows">Whether a network still shows it.</param>
public sealed class GraphReducer(Func<Graph, bool> shows)
{
    private static readonly ImmutableArray<Func<Graph, IEnumerable<Graph>>> Steps =
    [
        ReductionCuts.Outputs,
        ReductionCuts.Tails,
        ReductionCuts.Heads,
        ReductionCuts.Nodes,
        ReductionSizes.Axes,
        ReductionSizes.Channels,
        ReductionSizes.Windows,
        ReductionWeights.Simpler,
    ];

    /// <summary>How often a network may be asked.</summary>
    public int Attempts { get; init; } = 2000;

    /// <summary>The wish to stop.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Told of every network that is smaller and still shows it.</summary>
    public IProgress<Graph>? Progress { get; init; }

    /// <summary>How often networks were asked.</summary>
    public int Asked { get; private set; }

    /// <summary>Whether there was more to try.</summary>
    public bool WasStopped => Asked >= Attempts;

    /// <summary>The smallest network found.</summary>
    public Graph Run(Graph graph)
    {
        Graph before;
        do
        {
            before = graph;
            foreach (var step in Steps)
            {
                graph = Exhaust(graph, step);
            }
        }
        while (!ReferenceEquals(before, graph) && !WasStopped);

        return graph;
    }

    /// <summary>Takes what a step proposes until nothing that it proposes is left.</summary>
    private Graph Exhaust(Graph graph, Func<Graph, IEnumerable<Graph>> step)
    {
        while (step(graph).FirstOrDefault(Takes) is { } smaller)
        {
            graph = smaller;
            Progress?.Report(graph);
        }

        return graph;
    }

    private bool Takes(Graph proposal)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (WasStopped || proposal.Nodes.IsEmpty || !GraphVerifier.Verify(proposal).IsEmpty)
        {
            return false;
        }

        Asked++;
        return shows(proposal);
    }
}
