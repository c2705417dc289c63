using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Hand-made ONNX files, and the parts to make them of.</summary>
internal static class OnnxSample
{
    public const int Opset = 17;

    /// <summary>x → Relu → Relu → y, f32[N,4].</summary>
    public static ModelProto Chain() => Model(
        [Tensor("x", "N", 4)],
        [Node("first", "Relu", ["x"], ["a"]), Node("second", "Relu", ["a"], ["y"])],
        [Tensor("y", "N", 4)]);

    /// <summary>x → Add(x, w) → y with an initializer of the given form.</summary>
    public static ModelProto WithConstant(TensorProto constant) => Model(
        [Tensor("x", "N", 4)], [Node("add", "Foreign", ["x", constant.Name], ["y"], domain: "test")], [Tensor("y", "N", 4)], constant);

    /// <summary>x → Relu → a; If(c) reads a and w from outside, in a branch and in a branch of a branch.</summary>
    public static ModelProto Branching()
    {
        var inner = Graph("inner", [], [Node("deep", "Add", ["a", "w"], ["inner_y"])], [Tensor("inner_y")]);
        var nested = Node("nested", "If", ["c"], ["then_y"], Attribute("then_branch", inner.Clone()),
            Attribute("else_branch", inner.Clone()));
        var then = Graph("then", [], [nested], [Tensor("then_y")]);
        var otherwise = Graph("else", [], [Node("keep", "Relu", ["a"], ["local"]), Node("again", "Relu", ["local"], ["else_y"])],
            [Tensor("else_y")]);
        return Model(
            [Tensor("x", "N", 4), Typed("c", TensorProto.Types.DataType.Bool)],
            [
                Node("first", "Relu", ["x"], ["a"]),
                Node("branch", "If", ["c"], ["y"], Attribute("then_branch", then), Attribute("else_branch", otherwise)),
            ],
            [Tensor("y", "N", 4)],
            Floats("w", 4));
    }

    public static ModelProto Model(
        IEnumerable<ValueInfoProto> inputs, IEnumerable<NodeProto> nodes, IEnumerable<ValueInfoProto> outputs,
            params IEnumerable<TensorProto> initializers) => new()
            {
                IrVersion = 8,
                ProducerName = "test",
                OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset }, new OperatorSetIdProto { Domain = "test", Version = 1 } },
                Graph = Graph("g", inputs, nodes, outputs, initializers),
            };

    public static GraphProto Graph(
        string name, IEnumerable<ValueInfoProto> inputs, IEnumerable<NodeProto> nodes, IEnumerable<ValueInfoProto> outputs,
            params IEnumerable<TensorProto> initializers)
    {
        var graph = new GraphProto { Name = name };
        graph.Input.AddRange(inputs);
        graph.Node.AddRange(nodes);
        graph.Output.AddRange(outputs);
        graph.Initializer.AddRange(initializers);
        return graph;
    }

    public static NodeProto Node(string name, string type, string[] inputs, string[] outputs, params AttributeProto[] attributes) =>
        Node(name, type, inputs, outputs, "", attributes);

    public static NodeProto Node(string name, string type, string[] inputs, string[] outputs, string domain,
        params AttributeProto[] attributes)
    {
        var node = new NodeProto { Name = name, OpType = type };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        if (domain.Length > 0)
        {
            node.Domain = domain;
        }

        return node;
    }

    public static AttributeProto Attribute(string name, GraphProto graph) =>
        new() { Name = name, G = graph, Type = AttributeProto.Types.AttributeType.Graph };

    public static AttributeProto Attribute(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>A float tensor; axes are numbers or names, none at all means that the rank is unknown.</summary>
    public static ValueInfoProto Tensor(string name, params object[] axes)
    {
        var info = Typed(name, TensorProto.Types.DataType.Float);
        if (axes.Length > 0)
        {
            info.Type.TensorType.Shape = new TensorShapeProto();
            info.Type.TensorType.Shape.Dim.AddRange(axes.Select(axis => axis is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(axis) }));
        }

        return info;
    }

    public static ValueInfoProto Typed(string name, TensorProto.Types.DataType type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } } };

    /// <summary>0, 1, 2 …, raw.</summary>
    public static TensorProto Floats(string name, params long[] dims)
    {
        var data = Enumerable.Range(0, (int)dims.Aggregate(1L, (product, dim) => product * dim))
            .SelectMany(i => BitConverter.GetBytes((float)i)).ToArray();
        return Raw(name, TensorProto.Types.DataType.Float, data, dims);
    }

    public static TensorProto Raw(string name, TensorProto.Types.DataType type, byte[] data, params long[] dims)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    public static TensorProto External(string name, string location, long offset, long length, params long[] dims)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            DataLocation = TensorProto.Types.DataLocation.External
        };
        tensor.Dims.AddRange(dims);
        foreach (var (key, value) in new[] { ("location", location), ("offset", $"{offset}"), ("length", $"{length}") })
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return tensor;
    }

    /// <summary>A field that no version of the format knows: number 1000, a varint.</summary>
    public static T WithUnknownField<T>(T message)
        where T : IMessage<T>
    {
        byte[] field = [0xC0, 0x3E, 0x2A];
        message.MergeFrom(field);
        return message;
    }

    public static Model Read(ModelProto proto) => Read(proto, new DiagnosticSink());

    public static Model Read(ModelProto proto, DiagnosticSink diagnostics) => OnnxReader.Read(proto.ToByteArray(), diagnostics);

    public static ModelProto Write(Model model) => ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(model));

    /// <summary>The model with the value computed by another, foreign, operator.</summary>
    public static Model Redefined(Model model, string value, string type = "Changed")
    {
        var edit = model.Graph.Edit();
        var target = model.Graph.ValueNamed(value)!;
        edit.Redefine(target, new Opaque(type, "test"), model.Graph.ProducerOf(target)!.Inputs.AsSpan());
        return model with { Graph = edit.ToGraph() };
    }
}
