using Google.Protobuf;
using Google.Protobuf.Collections;
using Onnx;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Compares ONNX files field by field.</summary>
internal static class OnnxAssert
{
    /// <summary>Both are the same message; a field that differs is printed.</summary>
    public static void SameMessage(byte[] expected, byte[] actual) =>
        Same(ModelProto.Parser.ParseFrom(expected), ModelProto.Parser.ParseFrom(actual));

    /// <summary>As <see cref="SameMessage"/>, but without regard to what no output needs, and to the order of nodes.</summary>
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
        var needed = graph.Output.Select(output => output.Name).ToHashSet();
        var nodes = new List<NodeProto>();
        foreach (var node in graph.Node.Reverse().Where(node => node.Output.Any(needed.Contains)))
        {
            nodes.Add(node);
            needed.UnionWith(node.Input.Concat(Subgraphs.Captures(node)));
        }

        var constants = graph.Initializer.Where(tensor => needed.Contains(tensor.Name)).ToList();
        Replace(graph.Node, nodes.OrderBy(node => node.Output.First(output => output.Length > 0), StringComparer.Ordinal));
        Replace(graph.Initializer, constants.OrderBy(tensor => tensor.Name, StringComparer.Ordinal));
        Replace(graph.ValueInfo, graph.ValueInfo.Where(info => needed.Contains(info.Name)).ToList());
    }

    private static void Replace<T>(RepeatedField<T> list, IEnumerable<T> items)
    {
        var kept = items.ToList();
        list.Clear();
        list.AddRange(kept);
    }
}
