using Google.Protobuf;
using Onnx;

namespace DepthCompress.Fuzz;

/// <summary>Changes to models as models: graph edges, names, shapes, types, attributes, tensors, subgraphs. The wire format stays sound.</summary>
internal static class OnnxMutator
{
    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 3, 7, 64, 255, 256, 65535, 65536, int.MaxValue, int.MaxValue + 1L, int.MinValue, 1L << 40, long.MaxValue, long.MinValue,
        uint.MaxValue, 46341, 100_000, 1_000_000,
    ];

    /// <summary>A number that somebody may not have thought of.</summary>
    public static long AnyNumber(Random random) => random.Next(3) is 0 ? random.Next(-4, 12) : Numbers[random.Next(Numbers.Length)];

    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        if (Parse(bytes) is not { Graph: not null } model)
        {
            return WireMutator.Change(bytes, other, random);
        }

        var donor = Parse(other)?.Graph ?? model.Graph;
        for (var change = random.Next(4); change >= 0; change--)
        {
            Once(model, AnyGraph(model.Graph, random), donor, random);
        }

        return model.ToByteArray();
    }

    private static ModelProto? Parse(byte[] bytes)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(bytes);
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or IndexOutOfRangeException)
        {
            // Protobuf itself reads beyond the end of a number that is cut off.
            return null;
        }
    }

    private static void Once(ModelProto model, GraphProto graph, GraphProto donor, Random random)
    {
        switch (random.Next(8))
        {
            case 0: Around(model, random); break;
            case 1 or 2: GraphMutator.Edge(graph, random); break;
            case 3: GraphMutator.Nodes(graph, donor, random); break;
            case 4: GraphMutator.Interface(graph, random); break;
            case 5 when graph.Initializer.Count > 0:
                TensorMutator.Change(graph.Initializer[random.Next(graph.Initializer.Count)], random);
                break;
            default: AttributeMutator.Change(graph, donor, random); break;
        }
    }

    private static GraphProto AnyGraph(GraphProto graph, Random random)
    {
        while (random.Next(2) is 0 && graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.G).OfType<GraphProto>().ToList()
            is { Count: > 0 } inner)
        {
            graph = inner[random.Next(inner.Count)];
        }

        return graph;
    }

    private static void Around(ModelProto model, Random random)
    {
        switch (random.Next(6))
        {
            case 0: model.IrVersion = AnyNumber(random); break;
            case 1 when model.OpsetImport.Count > 0:
                model.OpsetImport[random.Next(model.OpsetImport.Count)].Version = random.Next(2) is 0 ? random.Next(1, 28) : AnyNumber(random);
                break;
            case 2: model.OpsetImport.Add(new OperatorSetIdProto { Domain = random.Next(2) is 0 ? "" : "ai.onnx", Version = AnyNumber(random) }); break;
            case 3: model.OpsetImport.Clear(); break;
            case 4: model.Functions.Add(Function(model, random)); break;
            default: model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = model.Graph.Clone() }); break;
        }
    }

    /// <summary>A function of the model named as one of its operators.</summary>
    private static FunctionProto Function(ModelProto model, Random random)
    {
        var node = model.Graph.Node.Count > 0 ? model.Graph.Node[random.Next(model.Graph.Node.Count)] : new NodeProto();
        return new FunctionProto { Name = node.OpType, Domain = node.Domain, Node = { node.Clone() }, Input = { node.Input }, Output = { node.Output } };
    }
}
