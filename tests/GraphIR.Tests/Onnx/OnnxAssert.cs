using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Compares ONNX files field by field.</summary>
internal static class OnnxAssert
{
    /// <summary>Both are the same message; a field that differs is printed.</summary>
    public static void SameMessage(byte[] expected, byte[] actual) =>
        Same(ModelProto.Parser.ParseFrom(expected), ModelProto.Parser.ParseFrom(actual));

    /// <summary>As <see cref="SameMessage"/>, but without regard to initializers that no node reads, and to the order of nodes.</summary>
    public static void SameUpToWhatNobodyReads(byte[] expected, byte[] actual)
    {
        var (one, other) = (ModelProto.Parser.ParseFrom(expected), ModelProto.Parser.ParseFrom(actual));
        Sweep(one);
        Sweep(other);
        Same(one, other);
    }

    /// <summary>The same network as a new graph object, so that the writer cannot hand back the file.</summary>
    public static Model Rebuilt(Model model)
    {
        var graph = model.Graph;
        return model with { Graph = Graph.Create(graph.Name, graph.Inputs, graph.Nodes, graph.Outputs, graph.Initializers) };
    }

    private static void Same(ModelProto expected, ModelProto actual)
    {
        if (!expected.Equals(actual))
        {
            Assert.Equal(JsonFormatter.Default.Format(expected), JsonFormatter.Default.Format(actual));
        }

        Assert.True(expected.Equals(actual), "the messages differ in unknown fields");
    }

    private static void Sweep(ModelProto model)
    {
        var graph = model.Graph;
        var read = graph.Node.SelectMany(node =>
            node.Input.Concat(node.Attribute.Where(attribute => attribute.G is not null).SelectMany(attribute => attribute.G.Node)
                .SelectMany(inner => inner.Input)))
            .Concat(graph.Output.Select(output => output.Name)).ToHashSet();
        var kept = graph.Initializer.Where(tensor => read.Contains(tensor.Name)).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
            .ToList();
        graph.Initializer.Clear();
        graph.Initializer.AddRange(kept);
        var nodes = graph.Node.OrderBy(node => node.Output[0], StringComparer.Ordinal).ToList();
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
    }
}
