using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

public sealed class DoubleReferenceTests
{
    public static IEnumerable<object[]> Examples => OperatorExamples.Names;

    /// <summary>Every operator in double precision is the operator: what differs is rounding.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Examples))]
    public void EveryOperatorAgreesWithItsFormInDoublePrecision(string name)
    {
        var graph = OperatorExamples.Of(name).Graph;
        var executor = new OrtExecutor();
        ImmutableArray<Value> outputs = [.. graph.Outputs.Select(output => output.Value)];
        var inputs = TensorGenerator.InputsOf(graph);
        using var reference = new DoubleReference(executor, graph, outputs);

        var exact = reference.Run(inputs);
        var single = executor.Run(graph, inputs.AsSpan());

        Assert.Null(reference.WhyNot);
        for (var i = 0; i < exact.Length; i++)
        {
            Assert.Equal(single[i].Element.IsFloating(), exact[i] is not null);
            if (exact[i] is { } wide)
            {
                Assert.Equal(single[i].Shape, wide.Shape);
                var comparison = new ValueComparison(name);
                comparison.Add(single[i], single[i], wide);
                var verdict = comparison.Judge(2);
                Assert.Null(verdict.Mismatch);
                Assert.InRange(verdict.OwnError, 0, 100 * comparison.LastPlace);
            }
        }
    }
}
