using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Importance;

/// <summary>A convolution and the normalization behind it as they are before any training.</summary>
internal static class FreshLayer
{
    /// <summary>
    /// The graph with random weights in one convolution: uniform within 1/√inputs, which is what the published programs' library gives (He et
    /// al. 2015 with the slope √5). A weight that others share stays as it is.
    /// </summary>
    public static Graph In(Graph graph, string convolution, int seed)
    {
        if (graph.Nodes.FirstOrDefault(node => node.Name == convolution && node.Op is Conv) is not { } conv
            || conv.Inputs.Skip(1).OfType<Value>().Any(value => !graph.Initializers.ContainsKey(value) || graph.UsesOf(value).Length > 1))
        {
            return graph;
        }

        var random = new Random(seed);
        var bound = 1 / Math.Sqrt(graph.Initializers[conv.Inputs[1]!].Shape[1..].Product);
        var replaced = conv.Inputs.Skip(1).OfType<Value>().ToDictionary(
            value => value, value => Filled(graph.Initializers[value], () => bound * ((2 * random.NextDouble()) - 1)));
        if (graph.UsesOf(conv.Output) is [{ Node: { Op: BatchNormalization } norm }] && norm.Inputs.Skip(1).All(value => graph.Initializers.ContainsKey(value!)))
        {
            foreach (var (value, start) in norm.Inputs.Skip(1).Zip([1.0, 0, 0, 1]))
            {
                replaced[value!] = Filled(graph.Initializers[value!], () => start);
            }
        }

        return graph.WithInitializers(replaced);
    }

    private static Tensor Filled(Tensor like, Func<double> number) =>
        Tensor.Create<double>(like.Shape, [.. Enumerable.Range(0, like.Shape.Product).Select(_ => number())]).ConvertTo(like.Element);
}
