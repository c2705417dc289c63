using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Computes what does not depend on the inputs: constants become initializers, constant expressions are computed by the engine, all of them
/// in one session, and shape arithmetic that only copies sizes becomes constant where it is used (<see cref="ShapeArithmetic"/>). Operators
/// take in the operands that became constants.
/// </summary>
public sealed record FoldConstants : Pass
{
    /// <inheritdoc/>
    public override string Name => "fold-constants";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <summary>A result of more bytes than this, and than its operands, is not computed ahead: it would bloat the file.</summary>
    public int LargestGrowth { get; init; } = 1 << 16;

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
            var next = Configure(Compute(ShapeArithmetic.Simplify(TakeLiterals(graph)), refused, context));
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

    private Graph Compute(Graph graph, HashSet<Node> refused, PassContext context)
    {
        if (context.Executor is not { } executor)
        {
            return graph;
        }

        var expressions = ConstantExpressions.Of(graph, refused, LargestRead);
        foreach (var (node, bytes) in expressions.TooLarge)
        {
            refused.Add(node);
            context.Diagnostics.Report(DiagnosticCatalog.OperandsTooLarge.At(node.Name, bytes, LargestRead));
        }

        if (expressions.Results.IsEmpty)
        {
            return graph;
        }

        try
        {
            var tensors = executor.Run(expressions.ToGraph(graph));
            var computed = new Dictionary<Value, Tensor>();
            foreach (var (value, tensor) in expressions.Results.Zip(tensors))
            {
                var node = graph.ProducerOf(value)!;
                if (tensor.Bytes.Length > LargestGrowth && expressions.BytesReadBy(node, graph) is var read && tensor.Bytes.Length > read)
                {
                    refused.Add(node);
                    context.Diagnostics.Report(DiagnosticCatalog.ConstantTooLarge.At(node.Name, tensor.Bytes.Length, read));
                }
                else
                {
                    computed.Add(value, tensor);
                }
            }

            // A node of several results goes or stays as a whole.
            return WithConstants(graph, computed.Where(pair => !refused.Contains(graph.ProducerOf(pair.Key)!)).ToDictionary());
        }
        catch (DiagnosticException refusal)
        {
            refused.UnionWith(expressions.Nodes);
            context.Diagnostics.Report(DiagnosticCatalog.ConstantNotComputed.At(expressions.Nodes[0].Name, refusal.Message));
            return graph;
        }
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
