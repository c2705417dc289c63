using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// A pass that looks at one node at a time and is repeated until nothing changes. A sweep walks one snapshot with one draft; nodes that the
/// draft has touched wait for the next sweep, so rewrites of one sweep never overlap.
/// </summary>
public abstract record Rule : Pass
{
    /// <summary>
    /// How many nodes all sweeps together look at: a rule that gains one node in every sweep would take hours over a file that somebody wrote for
    /// that. Networks of a thousand nodes come to their end whatever they are.
    /// </summary>
    public long MostVisits { get; init; } = 1 << 22;

    /// <summary>Rewrites the neighbourhood of a node that the draft has not touched, or says why not.</summary>
    public abstract Outcome TryRewrite(Node node, GraphEditor edit);

    /// <inheritdoc/>
    public sealed override Graph Apply(Graph graph, PassContext context)
    {
        var visits = 0L;
        while (true)
        {
            if (visits > MostVisits)
            {
                context.Diagnostics.Report(DiagnosticCatalog.NotFinished.At(null, Name, visits));
                return graph;
            }

            visits += graph.Nodes.Length;
            context.Cancellation.ThrowIfCancellationRequested();
            var edit = graph.Edit();
            var refusals = Sweep(edit);
            var next = edit.ToGraph();
            if (ReferenceEquals(next, graph))
            {
                // Only the sweep that changes nothing sees every node; what an earlier one declined may have been rewritten since.
                refusals.ForEach(context.Diagnostics.Report);
                return graph;
            }

            graph = next;
        }
    }

    private List<Diagnostic> Sweep(GraphEditor edit)
    {
        var refusals = new List<Diagnostic>();
        foreach (var node in edit.Graph.Nodes)
        {
            if (!edit.IsTouched(node) && TryRewrite(node, edit) is Outcome.Declined declined)
            {
                refusals.Add(declined.Why);
            }
        }

        return refusals;
    }
}
