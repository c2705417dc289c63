using Google.Protobuf;
using Google.Protobuf.Reflection;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>One sound model in which every field of every message of the format is set somewhere, and unknown ones beside them.</summary>
internal static class OnnxEverything
{
    private const int MaxDepth = 7;

    public static ModelProto Model()
    {
        var model = OnnxSample.Model(
            [Tensor("x", "N", 4),
                Info("opaque", new TypeProto { OpaqueType = new TypeProto.Types.Opaque { Domain = "d", Name = "n" }, Denotation = "D" })],
            [
                Node("first", "Relu", ["x"], ["a"]),
                Node("custom", "Custom", ["a", "dense", "sparse", "opaque", "scale"], ["b"], "test", Attributes()),
                Node("second", "Relu", ["b"], ["changed"]),
                Node("third", "Relu", ["changed"], ["y"]),
            ],
            [Tensor("y", "N", 4),
                Info("b", new TypeProto { SparseTensorType = new TypeProto.Types.SparseTensor { ElemType = 1, Shape = Shape() } })],
            Floats("dense", 4),
            Floats("scale", 1));
        model.Graph.Node[1].Overload = "overload";
        model.Graph.SparseInitializer.Add(
            new SparseTensorProto
            {
                Values = Floats("sparse", 2),
                Indices = Raw("", TensorProto.Types.DataType.Int64, new byte[16], 2),
                Dims = { 9 }
            });
        model.Graph.ValueInfo.Add(Tensor("a", "N", 4));
        model.Graph.ValueInfo.Add(Tensor("changed", "N", 4));
        model.Graph.QuantizationAnnotation.Add(
            new TensorAnnotation
            {
                TensorName = "a",
                QuantParameterTensorNames = { new StringStringEntryProto { Key = "SCALE_TENSOR", Value = "scale" } }
            });
        foreach (var node in model.Graph.Node)
        {
            node.DocString = $"about {node.Name}";
            node.MetadataProps.Add(Entry());
            node.DeviceConfigurations.Add((NodeDeviceConfigurationProto)Filled(NodeDeviceConfigurationProto.Descriptor, 0));
        }

        model.Graph.Node[0].DeviceConfigurations[0].ShardingSpec[0].ShardedDim[0].SimpleSharding[0].DimValue = 2;
        foreach (var tensor in model.Graph.Initializer)
        {
            tensor.DocString = "about it";
            tensor.MetadataProps.Add(Entry());
            WithUnknownField(tensor);
        }

        foreach (var info in model.Graph.Input.Concat(model.Graph.Output).Concat(model.Graph.ValueInfo))
        {
            info.DocString = "about it";
            info.MetadataProps.Add(Entry());
            WithUnknownField(info);
        }

        Surround(model);
        WithUnknownField(model.Graph.Node[0]);
        WithUnknownField(model.Graph.Node[1]);
        WithUnknownField(model.Graph.Node[3]);
        return model;
    }

    /// <summary>Fields of the format that the model does not set, so that none is forgotten when the format grows.</summary>
    public static IEnumerable<string> FieldsNeverSet()
    {
        var set = new HashSet<string>();
        Collect(Model(), set);
        return AllMessages(ModelProto.Descriptor, []).SelectMany(message => message.Fields.InDeclarationOrder())
            .Select(field => field.FullName).Where(name => !set.Contains(name));
    }

    private static void Surround(ModelProto model)
    {
        model.ProducerVersion = "1.2";
        model.Domain = "org.example";
        model.ModelVersion = 3;
        model.DocString = "a model";
        model.Graph.DocString = "a graph";
        model.Graph.MetadataProps.Add(Entry());
        model.MetadataProps.Add(Entry());
        model.TrainingInfo.Add((TrainingInfoProto)Filled(TrainingInfoProto.Descriptor, 0));
        model.Functions.Add((FunctionProto)Filled(FunctionProto.Descriptor, 0));
        model.Configuration.Add((DeviceConfigurationProto)Filled(DeviceConfigurationProto.Descriptor, 0));
        WithUnknownField(model);
        WithUnknownField(model.Graph);
    }

    private static AttributeProto[] Attributes() =>
    [
        new() { Name = "type",
            Tp = Info("", new TypeProto { MapType = new TypeProto.Types.Map { KeyType = 7, ValueType = Tensor("", 1).Type } }).Type,
                Type = AttributeProto.Types.AttributeType.TypeProto },
        new() { Name = "optional",
            TypeProtos = { new TypeProto { OptionalType = new TypeProto.Types.Optional { ElemType = Tensor("", 1).Type } } },
                Type = AttributeProto.Types.AttributeType.TypeProtos },
        new() { Name = "sequence",
            TypeProtos = { new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = Tensor("", 1).Type } } },
                Type = AttributeProto.Types.AttributeType.TypeProtos },
        new() { Name = "denoted", TypeProtos = { new TypeProto { TensorType = new TypeProto.Types.Tensor { Shape = Shape() } } },
            Type = AttributeProto.Types.AttributeType.TypeProtos },
    ];

    private static TensorShapeProto Shape() =>
        new()
        {
            Dim =
            {
                new TensorShapeProto.Types.Dimension { DimValue = 3, Denotation = "DATA_CHANNEL" },
                new TensorShapeProto.Types.Dimension { DimParam = "N" },
            }
        };

    private static ValueInfoProto Info(string name, TypeProto type) => new() { Name = name, Type = type };

    private static StringStringEntryProto Entry() => new() { Key = "key", Value = "value" };

    /// <summary>A message with every field set, down to some depth; where fields exclude each other, the last.</summary>
    private static IMessage Filled(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.FieldType is FieldType.Message && depth >= MaxDepth)
            {
                continue;
            }

            var value = ValueFor(field, depth);
            if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
            }
            else
            {
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }

    private static object ValueFor(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => Filled(field.MessageType, depth + 1),
        FieldType.Enum => 0,
        FieldType.String => "text",
        FieldType.Bytes => ByteString.CopyFromUtf8("bytes"),
        FieldType.Float => 1.5f,
        FieldType.Double => 2.5,
        FieldType.Int32 => 5,
        FieldType.Int64 => 6L,
        FieldType.UInt64 => 7UL,
        _ => throw new NotSupportedException($"{field.FieldType}"),
    };

    private static void Collect(IMessage message, HashSet<string> set)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsRepeated ? ((System.Collections.IList)value).Count > 0 : field.Accessor.HasValue(message))
            {
                set.Add(field.FullName);
                foreach (var inner in field.FieldType is not FieldType.Message ? [] : field.IsRepeated
                    ? ((System.Collections.IList)value).Cast<IMessage>() : [(IMessage)value])
                {
                    Collect(inner, set);
                }
            }
        }
    }

    private static HashSet<MessageDescriptor> AllMessages(MessageDescriptor type, HashSet<MessageDescriptor> found)
    {
        if (found.Add(type))
        {
            foreach (var field in type.Fields.InDeclarationOrder().Where(field => field.FieldType is FieldType.Message))
            {
                AllMessages(field.MessageType, found);
            }
        }

        return found;
    }
}
