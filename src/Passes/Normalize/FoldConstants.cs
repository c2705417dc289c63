using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Computes what does not depend on the inputs: constants become initializers, constant expressions are computed by the engine, all of them
/// in one session, and shape arithmetic that only copies sizes becomes constant where it is used (<see cref="ShapeArithmetic"/>). Operators
/// take in the operands that became constants.
/// </summary>
public sealed record FoldConstants : Pass
{
    /// <summary>Bytes by which a file may grow without more ado.</summary>
    private const int Trifle = 1 << 10;

    /// <inheritdoc/>
    public override string Name => "fold-constants";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <summary>What makes the file larger by more bytes than this is not computed ahead.</summary>
    public int LargestGrowth { get; init; } = 1 << 16;

    /// <summary>Nor is anything that makes it larger, where all of that together takes more bytes than this.</summary>
    public int LargestGrowthTogether { get; init; } = 1 << 18;

    /// <summary>
    /// A node that reads more bytes of constants than this is left to the engine, which computes it when it loads the model: weights that nothing
    /// else touches need not be in memory for it.
    /// </summary>
    public long LargestRead { get; init; } = 1 << 27;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph, PassContext context)
    {
        var refused = new HashSet<Node>();
        while (true)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var next = Configure(Compute(ShapeArithmetic.Simplify(HandOn(TakeLiterals(graph))), refused, context));
            if (ReferenceEquals(next, graph))
            {
                return graph;
            }

            graph = next;
        }
    }

    /// <summary>Constant nodes become initializers; the values stay the same.</summary>
    private static Graph TakeLiterals(Graph graph) =>
        WithConstants(graph,
            graph.Nodes.Where(node => node.Op is Constant).ToDictionary(node => node.Output, node => ((Constant)node.Op).Value));

    /// <summary>Operators take in operands that are constants now.</summary>
    private static Graph Configure(Graph graph)
    {
        var configured = new Dictionary<Node, Node>();
        foreach (var node in graph.Nodes)
        {
            if (OperatorCatalog.Configure(node, graph.OperandsOf(node).AsSpan()) is { } next)
            {
                configured.Add(node, next);
            }
        }

        return configured.Count == 0 ? graph : graph.WithNodes(graph.Nodes.Select(node => configured.GetValueOrDefault(node, node)));
    }

    /// <summary>
    /// What hands on a constant is not computed: an initializer that several nodes read would be kept once for each of them.
    /// </summary>
    private static Graph HandOn(Graph graph)
    {
        var constants = new Dictionary<Value, Value>();
        var edit = graph.Edit();
        foreach (var node in graph.Nodes)
        {
            if (node is { Op: Identity, Inputs: [{ } operand] } && (constants.TryGetValue(operand, out var constant)
                || graph.Initializers.ContainsKey(constant = operand)))
            {
                edit.TryBypass(node, constants[node.Output] = constant);
            }
        }

        return edit.ToGraph();
    }

    private Graph Compute(Graph graph, HashSet<Node> refused, PassContext context)
    {
        while (context.Executor is { } executor && Expressions(graph, refused, context) is { Results.IsEmpty: false } expressions)
        {
            if (Run(expressions, graph, executor, refused, context) is { } tensors
                && Stored(expressions, graph, tensors, refused, context) is { Count: > 0 } stored)
            {
                return WithConstants(graph, stored);
            }
        }

        return graph;
    }

    private ConstantExpressions Expressions(Graph graph, HashSet<Node> refused, PassContext context)
    {
        var expressions = ConstantExpressions.Of(graph, refused, LargestRead);
        foreach (var (node, bytes) in expressions.TooLarge)
        {
            refused.Add(node);
            context.Diagnostics.Report(DiagnosticCatalog.OperandsTooLarge.At(node.Name, bytes, LargestRead));
        }

        return expressions;
    }

    private static ImmutableArray<Tensor>? Run(
        ConstantExpressions expressions, Graph graph, IGraphExecutor executor, HashSet<Node> refused, PassContext context)
    {
        try
        {
            return executor.Run(expressions.ToGraph(graph));
        }
        catch (DiagnosticException refusal)
        {
            refused.UnionWith(expressions.Nodes);
            context.Diagnostics.Report(DiagnosticCatalog.ConstantNotComputed.At(expressions.Nodes[0].Name, refusal.Message));
            return null;
        }
    }

    /// <summary>
    /// The results that do not bloat the file. Of the others the operands may still be small: they are looked at without the nodes refused.
    /// </summary>
    private Dictionary<Value, Tensor> Stored(
        ConstantExpressions expressions, Graph graph, ImmutableArray<Tensor> tensors, HashSet<Node> refused, PassContext context)
    {
        var stored = new Dictionary<Value, Tensor>();
        var groups = FileGrowth.Of(graph, expressions, tensors);
        var together = groups.Where(group => group.Bytes > Trifle && group.Bytes <= LargestGrowth).Sum(group => group.Bytes);
        foreach (var group in groups)
        {
            if (group.Bytes <= Trifle || (group.Bytes <= LargestGrowth && together <= LargestGrowthTogether))
            {
                foreach (var index in group.Results)
                {
                    stored.Add(expressions.Results[index], tensors[index]);
                }

                continue;
            }

            var large = group.Results.Where(index => tensors[index].Bytes.Length > Trifle).DefaultIfEmpty(group.Results[0]);
            foreach (var node in large.Select(index => graph.ProducerOf(expressions.Results[index])!).Where(refused.Add))
            {
                context.Diagnostics.Report(DiagnosticCatalog.ConstantTooLarge.At(node.Name, group.Bytes));
            }
        }

        return stored;
    }

    private static Graph WithConstants(Graph graph, Dictionary<Value, Tensor> constants)
    {
        if (constants.Count == 0)
        {
            return graph;
        }

        var initializers = new OrderedDictionary<Value, Tensor>(graph.Initializers.Concat(constants));
        var nodes = graph.Nodes.Where(node => !node.Outputs.Any(constants.ContainsKey));
        return Graph.Create(graph.Name, graph.Inputs, nodes, graph.Outputs, initializers);
    }
}
