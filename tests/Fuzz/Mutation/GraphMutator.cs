using Google.Protobuf.Collections;
using Onnx;

namespace DepthCompress.Fuzz;

/// <summary>Changes to the nodes of a graph and to what they read.</summary>
internal static class GraphMutator
{
    private static readonly string[] Types =
        ["Relu", "Conv", "Add", "Identity", "Reshape", "Concat", "BatchNormalization", "Pad", "Shape", "Gather", "Slice", "Constant", "Loop", "Nope",
         "Expand", "Tile", "ConstantOfShape", "Squeeze", "Unsqueeze", "Mul", "Gemm", "MatMul", "Clip", "Resize", "Split", "ConvTranspose"];

    /// <summary>Some node reads or writes something else.</summary>
    public static void Edge(GraphProto graph, Random random)
    {
        if (graph.Node.Count is 0)
        {
            return;
        }

        var node = graph.Node[random.Next(graph.Node.Count)];
        var ends = random.Next(4) is 0 ? node.Output : node.Input;
        switch (random.Next(5))
        {
            case 0: ends.Add(AnyName(graph, random)); break;
            case 1 when ends.Count > 0: ends.RemoveAt(random.Next(ends.Count)); break;
            case 2 when ends.Count > 0: ends[random.Next(ends.Count)] = ""; break;
            case 3: Exchange(ends, random); break;
            case 4 when ends.Count > 0: ends[random.Next(ends.Count)] = AnyName(graph, random); break;
        }
    }

    /// <summary>Nodes are left out, repeated, exchanged, taken from elsewhere, or become other operators.</summary>
    public static void Nodes(GraphProto graph, GraphProto donor, Random random)
    {
        if (graph.Node.Count is 0)
        {
            return;
        }

        var at = random.Next(graph.Node.Count);
        switch (random.Next(8))
        {
            case 0: graph.Node.RemoveAt(at); break;
            case 1: graph.Node.Add(graph.Node[at].Clone()); break;
            case 2: Exchange(graph.Node, random); break;
            case 3 when donor.Node.Count > 0: Adopt(graph, donor.Node[random.Next(donor.Node.Count)].Clone(), random); break;
            case 4: graph.Node[at].OpType = Types[random.Next(Types.Length)]; break;
            case 5: graph.Node[at].Domain = random.Next(2) is 0 ? "test" : "ai.onnx"; break;
            case 6: graph.Node[at].Name = random.Next(3) is 0 ? "" : AnyName(graph, random); break;
            default: Between(graph, graph.Node[at], random); break;
        }
    }

    /// <summary>Inputs, outputs and stated types change.</summary>
    public static void Interface(GraphProto graph, Random random)
    {
        var infos = random.Next(3) switch { 0 => graph.Input, 1 => graph.Output, _ => graph.ValueInfo };
        if (infos.Count is 0 || random.Next(6) is 0)
        {
            infos.Add(new ValueInfoProto { Name = AnyName(graph, random), Type = graph.Input.FirstOrDefault()?.Type?.Clone() });
            return;
        }

        var info = infos[random.Next(infos.Count)];
        var type = info.Type?.TensorType;
        switch (random.Next(7))
        {
            case 0: infos.Remove(info); break;
            case 1: info.Name = AnyName(graph, random); break;
            case 2: info.Type = null; break;
            case 3 when type is not null: type.ElemType = random.Next(-1, 30); break;
            case 4 when type is not null: type.Shape = null; break;
            case 5 when type?.Shape is { } shape: shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = OnnxMutator.AnyNumber(random) }); break;
            case 6 when type?.Shape is { Dim.Count: > 0 } shape: Change(shape.Dim[random.Next(shape.Dim.Count)], random); break;
        }
    }

    /// <summary>The name of some value, or one that nobody has.</summary>
    public static string AnyName(GraphProto graph, Random random)
    {
        string[] names = [.. graph.Node.SelectMany(node => node.Output), .. graph.Input.Select(input => input.Name),
            .. graph.Initializer.Select(tensor => tensor.Name)];
        return random.Next(12) switch
        {
            0 => "nobody",
            1 => random.Next(8) is 0 ? new string('n', 20_000) : "\u001b[31m\nline : error DC1: x",
            _ => names.Length is 0 ? "" : names[random.Next(names.Length)],
        };
    }

    private static void Change(TensorShapeProto.Types.Dimension axis, Random random)
    {
        switch (random.Next(3))
        {
            case 0: axis.DimValue = OnnxMutator.AnyNumber(random); break;
            case 1: axis.DimParam = random.Next(2) is 0 ? "N" : ""; break;
            default: axis.ClearValue(); break;
        }
    }

    private static void Exchange<T>(RepeatedField<T> items, Random random)
    {
        if (items.Count > 1)
        {
            var (one, other) = (random.Next(items.Count), random.Next(items.Count));
            (items[one], items[other]) = (items[other], items[one]);
        }
    }

    /// <summary>A node of another graph is given values of this one.</summary>
    private static void Adopt(GraphProto graph, NodeProto node, Random random)
    {
        for (var i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = AnyName(graph, random);
        }

        for (var i = 0; i < node.Output.Count; i++)
        {
            node.Output[i] = $"adopted.{graph.Node.Count}.{i}";
        }

        graph.Node.Insert(random.Next(graph.Node.Count + 1), node);
        if (graph.Output.Count > 0 && node.Output.Count > 0 && random.Next(2) is 0)
        {
            graph.Output.Add(new ValueInfoProto { Name = node.Output[0] });
        }
    }

    /// <summary>A new node stands behind another; its readers read the new one.</summary>
    private static void Between(GraphProto graph, NodeProto node, Random random)
    {
        if (node.Output.Count is 0)
        {
            return;
        }

        var (value, inner) = (node.Output[0], $"{node.Output[0]}.{graph.Node.Count}");
        node.Output[0] = inner;
        graph.Node.Insert(
            graph.Node.IndexOf(node) + 1, new NodeProto { OpType = Types[random.Next(Types.Length)], Input = { inner }, Output = { value } });
    }
}
