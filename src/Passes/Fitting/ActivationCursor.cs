using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// The calibration set, run up to a cut of a network and kept there. Moving on costs only the part of the network in between, so that visiting every
/// layer in turn costs one forward pass, not one for each.
/// </summary>
public sealed class ActivationCursor
{
    private readonly IGraphExecutor executor;
    private readonly Dictionary<Value, int> order;
    private readonly List<(int Order, Value Value)> cuts;
    private int position = -1;
    private Value? cut;

    /// <summary>Starts at the inputs of the network.</summary>
    public ActivationCursor(IGraphExecutor executor, Graph graph, CalibrationSet calibration)
    {
        this.executor = executor;
        Graph = graph;
        State = [.. calibration.Batches.Select(batch => batch.Inputs)];
        order = graph.Nodes.SelectMany((node, index) => node.Outputs.Select(output => (output, index))).ToDictionary(pair => pair.output, pair => pair.index);
        cuts = [.. CutPoints.Of(graph).Select(value => (OrderOf(value), value))];
    }

    /// <summary>The network.</summary>
    public Graph Graph { get; }

    /// <summary>For each batch the tensors at the cut.</summary>
    public ImmutableArray<ImmutableArray<Tensor>> State { get; private set; }

    /// <summary>The same activations for a network that differs only behind the cut.</summary>
    public ActivationCursor With(Graph graph)
    {
        var next = new ActivationCursor(executor, graph, new CalibrationSet([.. State.Select(inputs => new CalibrationBatch(inputs))], ""));
        (next.cut, next.position) = (cut, position);
        return next;
    }

    /// <summary>The place of a value in the order of execution; −1 for inputs.</summary>
    public int OrderOf(Value value) => order.GetValueOrDefault(value, -1);

    /// <summary>The last cut that is not behind a value.</summary>
    public Value? CutBefore(Value value) => cuts.LastOrDefault(entry => entry.Order <= OrderOf(value)).Value;

    /// <summary>The first cut at or behind a value, or null.</summary>
    public Value? CutAfter(Value value) => cuts.FirstOrDefault(entry => entry.Order >= OrderOf(value)).Value;

    /// <summary>Moves on to the last cut in front of a value; never back.</summary>
    public void MoveTowards(Value value)
    {
        if (CutBefore(value) is not { } next || OrderOf(next) <= position || next == cut)
        {
            return;
        }

        using (var session = Open(next))
        {
            State = [.. State.Select(inputs => session.Run(inputs.AsSpan()))];
        }

        (cut, position) = (next, OrderOf(next));
    }

    /// <summary>Prepares the part of the network from the cut to some values.</summary>
    public IGraphSession Open(params ReadOnlySpan<Value> values) => executor.Open(From(Graph, [.. values]));

    /// <summary>The part of this network, or of a variant of it that is equal up to the cut, from the cut to some values.</summary>
    public Graph From(Graph variant, ImmutableArray<Value> values) => Subgraph.Between(variant, cut is null ? variant.Inputs : [cut], values);
}
