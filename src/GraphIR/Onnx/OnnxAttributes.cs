using System.Text;
using System.Text.Unicode;
using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace DepthCompress.GraphIR;

/// <summary>Attributes between the file's form and ours.</summary>
internal static class OnnxAttributes
{
    /// <summary>
    /// The attribute; null for graphs, sparse tensors, types, references and text that is none, which only the file's form can state.
    /// </summary>
    public static AttributeValue? Read(AttributeProto proto, ExternalFiles external, OnnxSource source) => KindOf(proto) switch
    {
        _ when proto.HasRefAttrName => null,
        Kind.Float => new AttributeValue.Float(proto.F),
        Kind.Int => new AttributeValue.Int(proto.I),
        Kind.String => Text(proto.S) is { } text ? new AttributeValue.Text(text) : null,
        Kind.Tensor =>
            proto.T is not null && OnnxTensors.Read(proto.T, external, source) is { } tensor ? new AttributeValue.TensorData(tensor) : null,
        Kind.Floats => new AttributeValue.Floats([.. proto.Floats]),
        Kind.Ints => new AttributeValue.Ints([.. proto.Ints]),
        Kind.Strings => proto.Strings.Select(Text).ToList() is var texts && texts.Contains(null)
            ? null
            : new AttributeValue.Texts([.. texts!]),
        _ => null,
    };

    /// <summary>The file's form.</summary>
    public static AttributeProto Write(string name, AttributeValue value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case AttributeValue.Float number: (proto.F, proto.Type) = (number.Value, Kind.Float); break;
            case AttributeValue.Int number: (proto.I, proto.Type) = (number.Value, Kind.Int); break;
            case AttributeValue.Text text: (proto.S, proto.Type) = (ByteString.CopyFromUtf8(text.Value), Kind.String); break;
            case AttributeValue.TensorData tensor: (proto.T, proto.Type) = (OnnxTensors.Write("", tensor.Value), Kind.Tensor); break;
            case AttributeValue.Floats numbers:
                proto.Floats.AddRange(numbers.Values);
                proto.Type = Kind.Floats;
                break;
            case AttributeValue.Ints numbers:
                proto.Ints.AddRange(numbers.Values);
                proto.Type = Kind.Ints;
                break;
            case AttributeValue.Texts texts:
                proto.Strings.AddRange(texts.Values.Select(ByteString.CopyFromUtf8));
                proto.Type = Kind.Strings;
                break;
            default: throw new CompilerBugException($"attribute '{name}' has no form in a file");
        }

        return proto;
    }

    /// <summary>Files of the first format versions do not state the kind; the field that is set tells it.</summary>
    private static Kind KindOf(AttributeProto proto) => proto switch
    {
        { Type: not Kind.Undefined } => proto.Type,
        { HasF: true } => Kind.Float,
        { HasI: true } => Kind.Int,
        { HasS: true } => Kind.String,
        { T: not null } => Kind.Tensor,
        { Floats.Count: > 0 } => Kind.Floats,
        { Ints.Count: > 0 } => Kind.Ints,
        { Strings.Count: > 0 } => Kind.Strings,
        _ => Kind.Undefined,
    };

    private static string? Text(ByteString bytes) => Utf8.IsValid(bytes.Span) ? Encoding.UTF8.GetString(bytes.Span) : null;
}
