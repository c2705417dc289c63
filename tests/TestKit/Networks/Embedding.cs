using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// Adds to a network a second input, such as a time, that goes through a matrix and a convolution of one pixel and is added to all pixels of
/// a map: what merged layers leave of diffusion networks.
/// </summary>
public static class Embedding
{
    /// <summary>The network with a further output; the network itself where it has no map in single precision.</summary>
    public static Graph AddTo(Graph graph, int seed)
    {
        var random = new SeededData(seed);
        var maps = graph.Nodes.Select(node => node.Output).Where(value =>
            graph.TypeOf(value) is { Element: ElementType.Float32, Shape: [_, { IsKnown: true }, _, ..] }).ToList();
        if (maps.Count == 0)
        {
            return graph;
        }

        var map = maps[random.Next(maps.Count)];
        var (shape, middle, from) = (graph.TypeOf(map)!.Shape, 1 + random.Next(6), 1 + random.Next(5));
        var (rank, channels) = (shape.Count - 2, shape[1].Size);
        var time = new Value("time", new TensorType(ElementType.Float32, [shape[0], from]));
        var gemm = new Gemm { TransposeB = random.Next(2) == 0, Alpha = random.Next(2) == 0 ? 1 : 0.5f };
        Value[] values = [.. new[] { "embed.rows", "embed.pixels", "embed.shift", "embed.sum" }.Select(name => new Value(name))];
        Dims matrix = gemm.TransposeB ? [middle, from] : [from, middle];
        var weights = new OrderedDictionary<Value, Tensor>(graph.Initializers);
        Value Weight(string name, Dims of)
        {
            var value = new Value(name);
            weights.Add(value, SeededData.Random(new TensorType(ElementType.Float32, [.. of]), weights.Count + seed));
            return value;
        }

        Operator planes = random.Next(2) == 0
            ? new Unsqueeze { Axes = [.. Enumerable.Range(2, rank)] }
            : new Reshape { Target = [0, middle, .. Dims.Repeat(1, rank)] };
        Value?[] product = random.Next(2) == 0
            ? [time, Weight("embed.matrix", matrix)]
            : [time, Weight("embed.matrix", matrix), Weight("embed.row", [middle])];
        Value?[] pixel = random.Next(2) == 0
            ? [values[1], Weight("embed.weight", [channels, middle, .. Dims.Repeat(1, rank)])]
            : [values[1], Weight("embed.weight", [channels, middle, .. Dims.Repeat(1, rank)]), Weight("embed.bias", [channels])];
        Node[] nodes =
        [
            Made("embed.gemm", gemm, product, values[0]),
            Made("embed.planes", planes, [values[0]], values[1]),
            Made("embed.conv", new Conv { Window = Window.Of(Dims.Repeat(1, rank)) }, pixel, values[2]),
            Made("embed.add", new Add(), random.Next(2) == 0 ? [map, values[2]] : [values[2], map], values[3]),
        ];
        return Graph.Create(graph.Name, [.. graph.Inputs, time], [.. graph.Nodes, .. nodes],
            [.. graph.Outputs, new GraphOutput("embed.y", values[3])], weights);
    }

    private static Node Made(string name, Operator op, Value?[] inputs, Value output) =>
        new() { Name = name, Op = op, Inputs = [.. inputs], Outputs = [output] };
}
