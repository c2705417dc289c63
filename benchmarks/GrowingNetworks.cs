using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks;

/// <summary>Networks of any depth and any weight.</summary>
internal static class GrowingNetworks
{
    private const int Channels = 2;
    private const int Columns = 1 << 14;

    /// <summary>So many nodes one after another: convolution, normalization, activation, over and over.</summary>
    internal static Graph Chain(int nodes)
    {
        var input = new Value("input", new TensorType(ElementType.Float32, [1, Channels, 4, 4])) { IsPinned = true };
        var (all, initializers, last) = (new List<Node>(), new Dictionary<Value, Tensor>(), input);
        for (var number = 0; number < nodes; number++)
        {
            var result = new Value($"v{number}");
            var (op, constants) = (number % 3) switch
            {
                0 => ((Operator)new Conv { Window = Window.Of([1, 1]) }, (ImmutableArray<Dims>)[[Channels, Channels, 1, 1]]),
                1 => (new BatchNormalization(), [[Channels], [Channels], [Channels], [Channels]]),
                _ => (new Relu(), []),
            };
            var operands = ImmutableArray.Create<Value?>(last);
            foreach (var shape in constants)
            {
                var value = new Value($"c{number}_{operands.Length}");
                initializers[value] = Tensor.Build<float>(shape, numbers => numbers.Fill(0.5f));
                operands = operands.Add(value);
            }

            all.Add(new Node { Name = $"n{number}", Op = op, Inputs = operands, Outputs = [result] });
            last = result;
        }

        return Graph.Create("deep", [input], [.. all], [new GraphOutput("output", last)], initializers);
    }

    /// <summary>Products whose weights, beside the file, take so many bytes; an identity stands between them for something to be done.</summary>
    internal static void WriteLarge(string path, long bytes)
    {
        const int Products = 16;
        var columns = (int)(bytes / Products / sizeof(float) / Columns);
        var input = new Value("input", new TensorType(ElementType.Float32, [1, Columns])) { IsPinned = true };
        var (all, initializers, outputs) = (new List<Node>(), new Dictionary<Value, Tensor>(), new List<GraphOutput>());
        var shared = Tensor.Zeros(ElementType.Float32, [Columns, columns]);
        for (var number = 0; number < Products; number++)
        {
            var (weight, same, result) = (new Value($"w{number}"), new Value($"i{number}"), new Value($"r{number}"));
            initializers[weight] = shared;
            all.Add(new Node { Name = $"same{number}", Op = new Identity(), Inputs = [input], Outputs = [same] });
            all.Add(new Node { Name = $"product{number}", Op = new MatMul(), Inputs = [same, weight], Outputs = [result] });
            outputs.Add(new GraphOutput($"r{number}", result));
        }

        var graph = Graph.Create("large", [input], [.. all], [.. outputs], initializers);
        OnnxWriter.Write(new Model(graph, new OnnxShell()), path, new OnnxWriteOptions { ExternalData = true });
    }
}
