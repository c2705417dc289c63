using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>Tensors for the inputs of networks; the same for the same seed.</summary>
public static class TensorGenerator
{
    /// <summary>One tensor per input; axes known by name get the size <paramref name="batch"/>.</summary>
    public static ImmutableArray<Tensor> InputsOf(Graph graph, int batch = 2, int seed = 1000) =>
    [
        .. graph.Inputs.Select((input, i) =>
            SeededData.Random(new TensorType(input.Declared!.Element, Shape.Of(input.Declared.Shape.ToDims(batch))), seed + i)),
    ];
}
