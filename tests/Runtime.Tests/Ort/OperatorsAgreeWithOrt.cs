using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests.Ort;

/// <summary>
/// Every operator example against the engine: the types it derives, what each opset makes of it, and the map it lifts to.
/// </summary>
public sealed class OperatorsAgreeWithOrt
{
    /// <summary>2⁻²⁴ times the few hundred products of such small kernels; a wrong tap or border shows at 10⁻¹.</summary>
    private const double SinglePrecision = 2e-5;

    public static IEnumerable<object[]> Examples => OperatorExamples.Names;

    public static IEnumerable<object[]> Liftable =>
        OperatorExamples.All.Where(example => example.Op.Lift(example.Operands.AsSpan()) is not null)
            .Select(example => new object[] { example.Name });

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Examples))]
    public void The_derived_types_are_those_of_the_results(string name)
    {
        var example = OperatorExamples.Of(name);

        var results = new OrtExecutor().Run(example.Graph, example.Inputs.AsSpan());

        foreach (var (output, result) in example.Graph.Outputs.Zip(results))
        {
            var derived = example.Graph.TypeOf(output.Value)!;
            Assert.Equal(derived.Element, result.Element);
            Assert.Equal(derived.Shape.Select((axis, i) => axis == Dim.Unknown ? result.Shape[i] : axis.IsKnown ? axis.Size : 2),
                result.Shape);
        }
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Examples))]
    public void Every_opset_means_the_same(string name)
    {
        var example = OperatorExamples.Of(name);
        var inputs = example.Inputs.AsSpan();
        var expected = new OrtExecutor().Run(example.Graph, inputs);
        foreach (var opset in example.Opsets.Where(opset => opset is >= 7 and <= 24))
        {
            var bytes = OnnxWriter.ToBytes(new Model(example.Graph, new OnnxShell(opset)));
            using var session = new OrtExecutor().Open(example.Graph, bytes);
            foreach (var (one, other) in expected.Zip(session.Run(inputs)))
            {
                AssertClose(one, other, $"{name} at opset {opset}");
            }

            if (AttributeWriter.ForOnnx(example.Op, opset).OpType is null)
            {
                var again = OnnxReader.Read(bytes, new DiagnosticSink()).Graph;
                Assert.Equal((opset, example.Op), (opset, again.ProducerOf(again.Outputs[0].Value)!.Op));
            }
        }
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Liftable))]
    public void An_operator_computes_what_it_lifts_to(string name)
    {
        var example = OperatorExamples.Of(name);
        var kernel = example.Op.Lift(example.Operands.AsSpan())!;

        var result = new OrtExecutor().Run(example.Graph, example.Inputs.AsSpan())[0];

        AssertClose(kernel.Apply(example.Inputs[0]), result, name);
    }

    /// <summary>Constants that only look like one number per channel, and forms that no single map has.</summary>
    [Fact]
    public void What_lies_beside_the_channels_does_not_lift()
    {
        string[] lifted = [.. Liftable.Select(entry => (string)entry[0]).Order()];

        Assert.Equal(
            [
                "add-channels", "add-channels-in-four", "add-one", "average-pool", "average-pool-1d", "average-pool-zeros", "batch-norm",
                "batch-norm-3d",
                "conv", "conv-1d", "conv-3d", "conv-depthwise", "conv-grouped", "conv-strided", "conv-transpose", "conv-transpose-1d",
                "conv-transpose-grouped", "conv-valid", "div-channels", "dropout", "dropout-default", "identity", "mul-channels", "mul-one",
                "sub-channels",
            ],
            lifted);
    }

    private static void AssertClose(Tensor expected, Tensor actual, string where)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var (one, other) = (expected.ToDoubles(), actual.ToDoubles());
        var scale = one.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        for (var i = 0; i < one.Length; i++)
        {
            Assert.True(
                one[i].Equals(other[i]) || Math.Abs(one[i] - other[i]) <= SinglePrecision * scale,
                $"{where}: element {i} is {other[i]} instead of {one[i]}");
        }
    }
}
