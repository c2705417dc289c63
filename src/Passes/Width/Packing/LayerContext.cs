using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Width;

/// <summary>
/// The part of a network in which the layouts of a layer are measured: what makes its input (a convolution, or the addition behind one) in
/// front, behind it what follows up to the next layer or addition. So fusions and changes of the engine's memory layout are counted.
/// </summary>
internal sealed class LayerContext
{
    private readonly Graph graph;
    private readonly HashSet<Value> inside = [];

    public LayerContext(Graph graph, Node conv)
    {
        this.graph = graph;
        Before(conv.Inputs[0]!);
        inside.Add(conv.Output);
        To = Behind(conv.Output);
        From = [.. graph.Nodes.Where(node => node.Outputs.Any(inside.Contains)).SelectMany(node => node.Inputs).OfType<Value>()
            .Where(value => !inside.Contains(value) && !graph.Initializers.ContainsKey(value)).Distinct()];
    }

    /// <summary>What comes in.</summary>
    public ImmutableArray<Value> From { get; }

    /// <summary>What comes out.</summary>
    public Value To { get; }

    /// <summary>This part of another version of the network, with inputs to run it on.</summary>
    public LatencyRequest Of(Graph version, ValueShapes shapes) => new(Subgraph.Between(version, From, [To]),
        [.. From.Select((value, index) => InputTensors.Random(graph.TypeOf(value)!.Element, shapes.Of(value), index + 1))]);

    private void Before(Value value)
    {
        var isLayer = false;
        while (!isLayer && graph.ProducerOf(value) is { } node && (ZeroFunctions.KeepsApart(node.Op) || node.Op is Conv))
        {
            inside.UnionWith(node.Outputs);
            isLayer = node.Op is Conv;
            var next = node.Inputs.OfType<Value>().Where(input => graph.ProducerOf(input) is not null).ToList();
            value = next.Find(input => graph.ProducerOf(input)!.Op is Conv) ?? next.FirstOrDefault() ?? value;
            if (next.Count == 0)
            {
                return;
            }
        }
    }

    private Value Behind(Value value)
    {
        var isJoined = false;
        while (!graph.IsOutput(value) && graph.UsesOf(value) is [{ Node: { Outputs: [var result], Op: var op } }])
        {
            var isLayer = op is Conv or Gemm or MatMul or ConvTranspose;
            // Behind an addition its activation is fused with it; anything else there is another layer's business.
            if ((isJoined && op.Role is not Role.Activation) || (!isLayer && !ZeroFunctions.KeepsApart(op)))
            {
                break;
            }

            inside.Add(value = result);
            isJoined |= op is Add or Sum;
            if (isLayer)
            {
                break;
            }
        }

        return value;
    }
}
