using System.Text;
using System.Text.Unicode;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Attributes between the file's form and ours.</summary>
internal static class OnnxAttributes
{
    /// <summary>The attribute; null for graphs, sparse tensors, types, references and text that is none, which only the file's form can state.</summary>
    public static AttributeValue? Read(AttributeProto proto, ExternalFiles external, OnnxSource source) => KindOf(proto) switch
    {
        _ when proto.HasRefAttrName => null,
        AttributeProto.Types.AttributeType.Float => new AttributeValue.Float(proto.F),
        AttributeProto.Types.AttributeType.Int => new AttributeValue.Int(proto.I),
        AttributeProto.Types.AttributeType.String => Text(proto.S) is { } text ? new AttributeValue.Text(text) : null,
        AttributeProto.Types.AttributeType.Tensor => proto.T is not null && OnnxTensors.Read(proto.T, external, source) is { } tensor ? new AttributeValue.TensorData(tensor) : null,
        AttributeProto.Types.AttributeType.Floats => new AttributeValue.Floats([.. proto.Floats]),
        AttributeProto.Types.AttributeType.Ints => new AttributeValue.Ints([.. proto.Ints]),
        AttributeProto.Types.AttributeType.Strings => proto.Strings.All(text => Text(text) is not null) ? new AttributeValue.Texts([.. proto.Strings.Select(text => Text(text)!)]) : null,
        _ => null,
    };

    /// <summary>The file's form.</summary>
    public static AttributeProto Write(string name, AttributeValue value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case AttributeValue.Float number: (proto.F, proto.Type) = (number.Value, AttributeProto.Types.AttributeType.Float); break;
            case AttributeValue.Int number: (proto.I, proto.Type) = (number.Value, AttributeProto.Types.AttributeType.Int); break;
            case AttributeValue.Text text: (proto.S, proto.Type) = (ByteString.CopyFromUtf8(text.Value), AttributeProto.Types.AttributeType.String); break;
            case AttributeValue.TensorData tensor: (proto.T, proto.Type) = (OnnxTensors.Write("", tensor.Value), AttributeProto.Types.AttributeType.Tensor); break;
            case AttributeValue.Floats numbers: proto.Floats.AddRange(numbers.Values); proto.Type = AttributeProto.Types.AttributeType.Floats; break;
            case AttributeValue.Ints numbers: proto.Ints.AddRange(numbers.Values); proto.Type = AttributeProto.Types.AttributeType.Ints; break;
            case AttributeValue.Texts texts: proto.Strings.AddRange(texts.Values.Select(ByteString.CopyFromUtf8)); proto.Type = AttributeProto.Types.AttributeType.Strings; break;
            default: throw new CompilerBugException($"attribute '{name}' has no form in a file");
        }

        return proto;
    }

    /// <summary>Files of the first format versions do not state the kind; the field that is set tells it.</summary>
    private static AttributeProto.Types.AttributeType KindOf(AttributeProto proto) => proto switch
    {
        { Type: not AttributeProto.Types.AttributeType.Undefined } => proto.Type,
        { HasF: true } => AttributeProto.Types.AttributeType.Float,
        { HasI: true } => AttributeProto.Types.AttributeType.Int,
        { HasS: true } => AttributeProto.Types.AttributeType.String,
        { T: not null } => AttributeProto.Types.AttributeType.Tensor,
        { Floats.Count: > 0 } => AttributeProto.Types.AttributeType.Floats,
        { Ints.Count: > 0 } => AttributeProto.Types.AttributeType.Ints,
        { Strings.Count: > 0 } => AttributeProto.Types.AttributeType.Strings,
        _ => AttributeProto.Types.AttributeType.Undefined,
    };

    private static string? Text(ByteString bytes) => Utf8.IsValid(bytes.Span) ? Encoding.UTF8.GetString(bytes.Span) : null;
}
