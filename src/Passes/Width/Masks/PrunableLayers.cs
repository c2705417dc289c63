using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Finds the convolutions whose kernels may be removed: dense ones with weights of their own, but for those that read the network's input,
/// projections of shortcuts, and those whose channels nobody may touch (the network's answer, what an unknown operator reads).
/// </summary>
public static class PrunableLayers
{
    /// <summary>The prunable convolutions in the order of the network.</summary>
    /// <param name="graph">The network, normalized.</param>
    /// <param name="diagnostics">Told of dense convolutions that are left out for what stands around them (DC3331).</param>
    /// <exception cref="DiagnosticException">DC3330: there are none.</exception>
    public static ImmutableArray<PrunableLayer> Of(Graph graph, DiagnosticSink? diagnostics = null)
    {
        var (groups, shortcuts) = (ChannelGroups.Of(graph), new ProjectionShortcuts(graph));
        var (found, refused) = (ImmutableArray.CreateBuilder<PrunableLayer>(), new List<Diagnostic>());
        foreach (var node in graph.Nodes.Where(node => HasOwnWeights(graph, node) && !ReadsInput(graph, node) && !shortcuts.Contains(node)))
        {
            if (WhyNot(groups, node) is { } why)
            {
                refused.Add(DiagnosticCatalog.KernelsStay.At(node.Name, why));
            }
            else
            {
                found.Add(Layer(graph, node));
            }
        }

        if (found.Count == 0)
        {
            throw DiagnosticCatalog.NothingPrunable.Error(null, refused is [var first, ..]
                ? $"'{first.Node}': {first.Message}" : "it has no dense convolution with weights of its own behind the first layer");
        }

        refused.ForEach(diagnostic => diagnostics?.Report(diagnostic));
        return found.ToImmutable();
    }

    /// <summary>The layers of these names in another version of a network; those that it no longer has are left out.</summary>
    internal static ImmutableArray<PrunableLayer> Named(Graph graph, IEnumerable<string> names)
    {
        var nodes = graph.Nodes.Where(node => HasOwnWeights(graph, node)).ToDictionary(node => node.Name);
        return [.. names.Where(nodes.ContainsKey).Select(name => Layer(graph, nodes[name]))];
    }

    /// <summary>A dense convolution whose constants nobody else reads.</summary>
    internal static bool HasOwnWeights(Graph graph, Node node) => node.Op is Conv { Groups: 1 } && node.Inputs is [_, { } weight, ..]
        && graph.Initializers.TryGetValue(weight, out var tensor) && tensor.Element.IsFloating() && tensor.Shape.Count > 2
        && node.Inputs.Skip(1).OfType<Value>().All(constant => IsOwn(graph, constant));

    /// <summary>A constant with one use.</summary>
    internal static bool IsOwn(Graph graph, Value constant) =>
        graph.Initializers.ContainsKey(constant) && graph.UsesOf(constant).Length == 1 && !graph.IsOutput(constant);

    /// <summary>A convolution, the normalization that alone reads it, and whether it ends a block.</summary>
    internal static PrunableLayer Layer(Graph graph, Node node)
    {
        var norm = graph.UsesOf(node.Output) is [{ Slot: 0, Node: { Op: BatchNormalization } only }] && !graph.IsOutput(node.Output)
            && only.Inputs.Skip(1).All(constant => constant is not null && IsOwn(graph, constant)) ? only : null;
        return new PrunableLayer(node, norm, EndsBlock(graph, node.Output));
    }

    /// <summary>Whether a value reaches an addition of computed values through maps that act on every channel alone and linearly.</summary>
    private static bool EndsBlock(Graph graph, Value value) => graph.UsesOf(value).Any(use => use.Node.Op is Add or Sum
        && use.Node.Inputs.All(input => input is not null && !graph.Initializers.ContainsKey(input))
        || ((use.Node.Op is Identity or Dropout || Elementwise.IsMap(graph, use.Node, value)) && EndsBlock(graph, use.Node.Output)));

    /// <summary>Whether a convolution reads an input of the network with no layer between.</summary>
    private static bool ReadsInput(Graph graph, Node node)
    {
        var (pending, seen) = (new Stack<Value>([node.Inputs[0]!]), new HashSet<Value>());
        while (pending.TryPop(out var value))
        {
            if (!seen.Add(value) || graph.Initializers.ContainsKey(value))
            {
                continue;
            }

            if (graph.ProducerOf(value) is not { } producer)
            {
                return true;
            }

            foreach (var input in producer.Op is Conv or ConvTranspose or Gemm or MatMul ? [] : producer.Inputs.OfType<Value>())
            {
                pending.Push(input);
            }
        }

        return false;
    }

    private static string? WhyNot(ChannelGroups groups, Node node)
    {
        var made = groups.UnitsOf(node.Output, 1);
        return made.IsEmpty ? "the shape of its result is not known"
            : made.All(unit => groups.WhyPinned(unit) is not null) ? groups.WhyPinned(made[0])
            : null;
    }
}
