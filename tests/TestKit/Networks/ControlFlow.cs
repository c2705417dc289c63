using DepthCompress.GraphIR;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.TestKit;

/// <summary>
/// Adds to a network an <c>If</c> or a <c>Loop</c> whose graphs read a computed value and a weight by name: what no pass may rename or remove.
/// Text has no form for graphs inside nodes, so these networks come from files.
/// </summary>
public static class ControlFlow
{
    /// <summary>The network with a further output; the network itself where it has no value that could be read.</summary>
    public static Graph AddTo(Graph graph, int seed)
    {
        var random = new SeededData(seed);
        var values = graph.Nodes.Select(node => node.Output)
            .Where(value => graph.TypeOf(value)?.Element is ElementType.Float32 && !graph.IsOutput(value)).ToList();
        if (values.Count == 0)
        {
            return graph;
        }

        var opset = Math.Max(OnnxShell.DefaultOpset, graph.Nodes.Max(node => node.Op.Since));
        var proto = ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(new GraphIR.Model(graph, new OnnxShell(opset))));
        var read = graph.NameOf(values[random.Next(values.Count)]);
        proto.Graph.Initializer.Add(Constant("flow.factor", TensorProto.Types.DataType.Float, BitConverter.GetBytes(0.5f)));
        proto.Graph.Initializer.Add(Constant("flow.yes", TensorProto.Types.DataType.Bool, [1]));
        proto.Graph.Initializer.Add(Constant("flow.count", TensorProto.Types.DataType.Int64, BitConverter.GetBytes(2L)));
        var node = random.Next(2) == 0 ? Choice(read) : Repetition(read);
        proto.Graph.Node.Add(node);
        proto.Graph.Output.Add(Info("flow.out", TensorProto.Types.DataType.Float));
        return OnnxReader.Read(proto.ToByteArray(), new DiagnosticSink()).Graph;
    }

    private static NodeProto Choice(string read)
    {
        var (yes, no) = (new GraphProto { Name = "yes" }, new GraphProto { Name = "no" });
        yes.Node.Add(Node("Mul", [read, "flow.factor"], "flow.scaled"));
        yes.Output.Add(Info("flow.scaled", TensorProto.Types.DataType.Float));
        no.Node.Add(Node("Relu", [read], "flow.cut"));
        no.Output.Add(Info("flow.cut", TensorProto.Types.DataType.Float));
        var node = Node("If", ["flow.yes"], "flow.out");
        node.Attribute.Add(Inside("then_branch", yes));
        node.Attribute.Add(Inside("else_branch", no));
        return node;
    }

    private static NodeProto Repetition(string read)
    {
        var body = new GraphProto { Name = "body" };
        body.Input.Add(Scalar("flow.index", TensorProto.Types.DataType.Int64));
        body.Input.Add(Scalar("flow.before", TensorProto.Types.DataType.Bool));
        body.Input.Add(Info("flow.state", TensorProto.Types.DataType.Float));
        body.Node.Add(Node("Identity", ["flow.before"], "flow.after"));
        body.Node.Add(Node("Add", ["flow.state", read], "flow.sum"));
        body.Node.Add(Node("Mul", ["flow.sum", "flow.factor"], "flow.next"));
        body.Output.Add(Scalar("flow.after", TensorProto.Types.DataType.Bool));
        body.Output.Add(Info("flow.next", TensorProto.Types.DataType.Float));
        var node = Node("Loop", ["flow.count", "flow.yes", read], "flow.out");
        node.Attribute.Add(Inside("body", body));
        return node;
    }

    private static NodeProto Node(string type, string[] inputs, string output)
    {
        var node = new NodeProto { OpType = type, Name = $"{output}.node" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static AttributeProto Inside(string name, GraphProto graph) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };

    private static TensorProto Constant(string name, TensorProto.Types.DataType type, byte[] bytes) =>
        new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };

    private static ValueInfoProto Info(string name, TensorProto.Types.DataType type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } } };

    private static ValueInfoProto Scalar(string name, TensorProto.Types.DataType type)
    {
        var info = Info(name, type);
        info.Type.TensorType.Shape = new TensorShapeProto();
        return info;
    }
}
