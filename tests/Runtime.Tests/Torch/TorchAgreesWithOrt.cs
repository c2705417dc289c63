using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Torch;

namespace DepthCompress.Runtime.Tests.Torch;

/// <summary>Both engines compute the same: operators, random networks, real networks.</summary>
public sealed class TorchAgreesWithOrt
{
    public static IEnumerable<object[]> Examples => TorchForms.Names;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    public static TheoryData<string> Models => [.. SharedFolder.ModelFiles().Select(Path.GetFileName).OfType<string>().DefaultIfEmpty("")];

    [NeedsTheory(Need.OnnxRuntime, Need.LibTorch)]
    [MemberData(nameof(Examples))]
    public void On_every_form_of_every_operator(string name)
    {
        var example = TorchForms.Of(name);

        AssertAgree(example.Graph, example.Inputs, TensorAssert.SinglePrecision, name);
    }

    [NeedsTheory(Need.OnnxRuntime, Need.LibTorch)]
    [MemberData(nameof(Seeds))]
    public void On_random_networks(int seed)
    {
        for (var network = 20 * seed; network < 20 * (seed + 1); network++)
        {
            var graph = GraphGenerator.Create(network);
            AssertAgree(graph, TensorGenerator.InputsOf(graph, seed: network), 10 * TensorAssert.SinglePrecision, GraphGenerator.Text(network));
        }
    }

    /// <summary>Networks in half precision are trained in single precision, so they agree as far as half precision goes.</summary>
    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void On_random_networks_in_half_precision()
    {
        for (var network = 0; network < 20; network++)
        {
            var graph = GraphGenerator.Create(network, half: true);
            AssertAgree(graph, TensorGenerator.InputsOf(graph, seed: network), TensorAssert.HalfPrecision, GraphGenerator.Text(network, half: true));
        }
    }

    [NeedsTheory(Need.OnnxRuntime, Need.LibTorch, Need.Models)]
    [MemberData(nameof(Models))]
    public void On_real_networks(string model)
    {
        var graph = OnnxReader.Read(SharedFolder.Model(model), new DiagnosticSink()).Graph;
        ImmutableArray<Tensor> images =
        [
            .. graph.Inputs.Select((input, i) => SeededData.Random(
                new TensorType(input.Declared!.Element, Shape.Of(Dims.Create([.. input.Declared.Shape.Select((axis, place) =>
                    axis.IsKnown ? axis.Size : place == 0 ? 2 : 48)]))), i)),
        ];

        AssertAgree(graph, images, 10 * TensorAssert.SinglePrecision, model);
    }

    private static void AssertAgree(Graph graph, ImmutableArray<Tensor> inputs, double tolerance, string where)
    {
        var expected = new OrtExecutor().Run(graph, inputs.AsSpan());
        var actual = new TorchExecutor().Run(graph, inputs.AsSpan());

        Assert.Equal(expected.Length, actual.Length);
        foreach (var (one, other) in expected.Zip(actual))
        {
            TensorAssert.Close(one, other, tolerance, where);
        }
    }
}
