using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>Inputs for measuring latencies, where the numbers do not matter.</summary>
public static class InputTensors
{
    /// <summary>One tensor per input of a network, of these sizes.</summary>
    public static ImmutableArray<Tensor> For(Graph graph, ImmutableArray<ImmutableArray<int>> shapes, int seed) =>
        [.. graph.Inputs.Zip(shapes, (input, shape) => Random(graph.TypeOf(input)!.Element, Dims.Create(shape.AsSpan()), seed))];

    /// <summary>Seeded numbers of mean 0 and variance 1; zeros for types that are not floating-point.</summary>
    public static Tensor Random(ElementType element, Dims shape, int seed)
    {
        if (!element.IsFloating())
        {
            return Tensor.Zeros(element, shape);
        }

        var random = new Random(seed);
        return Tensor.Build<float>(shape, data =>
        {
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = (float)((random.NextDouble() * 3.46) - 1.73);
            }
        }).ConvertTo(element);
    }
}
