using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Multiply-accumulates and parameters, counted from types: convolutions and matrix products of one sample.</summary>
public static class NetworkCost
{
    /// <summary>Multiply-accumulates of one sample; axes known only by name count as <paramref name="unknown"/>.</summary>
    public static long MultiplyAccumulates(Graph graph, int unknown = 1) => graph.Nodes.Sum(node => MultiplyAccumulates(graph, node, unknown));

    /// <summary>Multiply-accumulates of one node for one sample.</summary>
    public static long MultiplyAccumulates(Graph graph, Node node, int unknown = 1)
    {
        if (node.Op is not (Conv or ConvTranspose or Gemm or MatMul) || node.Inputs is not [{ } data, { } weight, ..] || !graph.Initializers.TryGetValue(weight, out var tensor))
        {
            return 0;
        }

        // Each weight of a convolution is used once per output position, of a transposed one once per input position, of a product once per row.
        var map = graph.TypeOf(node.Op is ConvTranspose ? data : node.Output)?.Shape;
        if (map is not { } shape)
        {
            return tensor.Count;
        }

        var positions = node.Op switch
        {
            Conv or ConvTranspose when shape.Count > 2 => shape[2..].ToDims(unknown),
            MatMul when shape.Count > 2 => shape[1..^1].ToDims(unknown),
            _ => [],
        };
        return positions.Aggregate((long)tensor.Count, (product, size) => product * size);
    }

    /// <summary>Elements of floating-point initializers.</summary>
    public static long Parameters(Graph graph) => graph.Initializers.Values.Where(tensor => tensor.Element.IsFloating()).Sum(tensor => (long)tensor.Count);

    /// <summary>The number of convolutions on the longest way from an input to an output.</summary>
    public static int Depth(Graph graph)
    {
        var depth = new Dictionary<Value, int>();
        var deepest = 0;
        foreach (var node in graph.Nodes)
        {
            var below = node.Inputs.OfType<Value>().Select(input => depth.GetValueOrDefault(input)).DefaultIfEmpty().Max();
            var here = below + (node.Op is Conv or ConvTranspose ? 1 : 0);
            foreach (var output in node.Outputs)
            {
                depth[output] = here;
            }

            deepest = Math.Max(deepest, here);
        }

        return deepest;
    }
}
