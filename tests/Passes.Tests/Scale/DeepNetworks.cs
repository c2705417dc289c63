using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Networks of any depth: convolution, normalization, activation, over and over.</summary>
internal static class DeepNetworks
{
    private const int Channels = 2;

    /// <summary>So many nodes one after another, three to a layer.</summary>
    internal static Graph Chain(int nodes)
    {
        var input = new Value("input", new TensorType(ElementType.Float32, [1, Channels, 4, 4])) { IsPinned = true };
        var all = new List<Node>();
        var initializers = new Dictionary<Value, Tensor>();
        var last = input;
        for (var number = 0; number < nodes; number++)
        {
            (Operator op, ImmutableArray<Value?> operands) = (number % 3) switch
            {
                0 => ((Operator)new Conv { Window = Window.Of([1, 1]) }, (ImmutableArray<Value?>)[last, Constant("w", [Channels, Channels, 1, 1])]),
                1 => (new BatchNormalization(), [last, Constant("scale", [Channels]), Constant("shift", [Channels]), Constant("mean", [Channels]),
                    Constant("variance", [Channels])]),
                _ => (new Relu(), [last]),
            };
            var result = new Value($"v{number}");
            all.Add(new Node { Name = $"n{number}", Op = op, Inputs = operands, Outputs = [result] });
            last = result;

            Value Constant(string name, Dims shape)
            {
                var value = new Value($"{name}{number}");
                initializers[value] = Tensor.Build<float>(shape, numbers => numbers.Fill(0.5f));
                return value;
            }
        }

        return Graph.Create("deep", [input], [.. all], [new GraphOutput("output", last)], initializers);
    }
}
