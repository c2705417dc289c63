using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests.Ort;

/// <summary>What the compiler derives about every value of a network is what the engine computes.</summary>
public sealed class DerivedTypesTests
{
    public static IEnumerable<object[]> Models => SharedFolder.ModelFiles() is { IsEmpty: false } files
        ? files.Select(file => new object[] { Path.GetFileName(file) })
        : [["none"]];

    [NeedsFact(Need.OnnxRuntime)]
    public void Of_random_networks()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var graph = GraphGenerator.Create(seed, half: seed % 10 == 0);

            Assert.All(graph.Nodes.SelectMany(node => node.Outputs), value => Assert.NotNull(graph.TypeOf(value)));
            AssertTypes(graph, size: 3);
        }
    }

    [NeedsTheory(Need.OnnxRuntime, Need.Models)]
    [MemberData(nameof(Models))]
    public void Of_every_model(string name)
    {
        var diagnostics = new DiagnosticSink();
        var graph = OnnxReader.Read(SharedFolder.Model(name), diagnostics).Graph;

        Assert.DoesNotContain(diagnostics.All, diagnostic => diagnostic.Descriptor == DiagnosticCatalog.NotUnderstood);
        AssertTypes(graph, size: 2);
    }

    private static void AssertTypes(Graph graph, int size)
    {
        ImmutableArray<Value> values = [.. graph.Nodes.SelectMany(node => node.Outputs).Where(value => graph.TypeOf(value) is not null)];
        var inputs = TensorGenerator.InputsOf(graph, size);
        using var session = new OrtExecutor().Open(graph, values);
        var results = session.Run(inputs.AsSpan());
        var sizes = graph.Inputs.Zip(inputs).SelectMany(pair => pair.First.Declared!.Shape.Zip(pair.Second.Shape))
            .Where(axis => !axis.First.IsKnown).DistinctBy(axis => axis.First).ToDictionary(axis => axis.First, axis => axis.Second);
        foreach (var (value, result) in values.Zip(results))
        {
            var type = graph.TypeOf(value)!;
            var expected = type.Shape.Count == result.Shape.Count
                ? type.Shape.Select((axis, i) => axis.IsKnown ? axis.Size : sizes.GetValueOrDefault(axis, result.Shape[i]))
                : [-1];
            Assert.True(
                type.Element == result.Element && expected.SequenceEqual(result.Shape),
                $"{graph.ProducerOf(value)}: derived {type}, computed {result.Type}\n{GraphPrinter.Print(graph)}");
        }
    }
}
