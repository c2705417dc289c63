using Google.Protobuf.Reflection;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>
/// The schema as far as a scan must know it. Protobuf's own description says the same (a test holds them together), but takes longer to set
/// up
/// than most models to read; only names for messages are taken from it.
/// </summary>
internal static class WireSchema
{
    /// <summary>What a field holds.</summary>
    public static WirePart FieldOf(WirePart part, int number) => part switch
    {
        WirePart.Model => number switch
        {
            1 or 5 => WirePart.Plain,
            2 or 3 or 4 or 6 => WirePart.Text,
            7 => WirePart.Graph,
            8 => WirePart.OperatorSet,
            14 => WirePart.Entry,
            20 => WirePart.Training,
            25 => WirePart.Function,
            26 => WirePart.Device,
            _ => WirePart.Unknown,
        },
        WirePart.Graph => number switch
        {
            1 => WirePart.Node,
            2 or 10 => WirePart.Text,
            5 => WirePart.Tensor,
            11 or 12 or 13 => WirePart.ValueInfo,
            14 => WirePart.Annotation,
            15 => WirePart.SparseTensor,
            16 => WirePart.Entry,
            _ => WirePart.Unknown,
        },
        WirePart.Node => number switch
        {
            5 => WirePart.Attribute,
            9 => WirePart.Entry,
            10 => WirePart.NodeDevice,
            >= 1 and <= 8 => WirePart.Text,
            _ => WirePart.Unknown,
        },
        WirePart.Attribute => number switch
        {
            1 or 13 or 21 => WirePart.Text,
            2 or 3 or 4 or 7 or 8 or 9 or 20 => WirePart.Plain,
            5 or 10 => WirePart.Tensor,
            6 or 11 => WirePart.Graph,
            14 or 15 => WirePart.Type,
            22 or 23 => WirePart.SparseTensor,
            _ => WirePart.Unknown,
        },
        WirePart.Function => number switch
        {
            1 or 4 or 5 or 6 or 8 or 10 or 13 => WirePart.Text,
            7 => WirePart.Node,
            9 => WirePart.OperatorSet,
            11 => WirePart.Attribute,
            12 => WirePart.ValueInfo,
            14 => WirePart.Entry,
            _ => WirePart.Unknown,
        },
        WirePart.Tensor => number switch
        {
            3 => WirePart.Segment,
            8 or 12 => WirePart.Text,
            13 or 16 => WirePart.Entry,
            >= 1 and <= 14 => WirePart.Plain,
            _ => WirePart.Unknown,
        },
        WirePart.Type => number switch
        {
            1 or 8 => WirePart.TensorType,
            4 or 9 => WirePart.WrappedType,
            5 => WirePart.MapType,
            6 => WirePart.Text,
            7 => WirePart.OpaqueType,
            _ => WirePart.Unknown,
        },
        _ => SmallFieldOf(part, number),
    };

    /// <summary>The name of a field, for messages.</summary>
    public static string NameOf(WirePart part, int number) =>
        Descriptors().FirstOrDefault(pair => pair.Part == part).Descriptor?.FindFieldByNumber(number)?.Name ?? "unknown field";

    /// <summary>Every message with protobuf's description of it; where two messages look alike, with both.</summary>
    public static IEnumerable<(WirePart Part, MessageDescriptor Descriptor)> Descriptors()
    {
        var found = new HashSet<(WirePart, MessageDescriptor)>();
        var open = new Queue<(WirePart Part, MessageDescriptor Descriptor)>([(WirePart.Model, ModelProto.Descriptor)]);
        while (open.TryDequeue(out var message))
        {
            if (!found.Add(message))
            {
                continue;
            }

            yield return message;
            foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType is FieldType.Message))
            {
                open.Enqueue((FieldOf(message.Part, field.FieldNumber), field.MessageType));
            }
        }
    }

    private static WirePart SmallFieldOf(WirePart part, int number) => (part, number) switch
    {
        (WirePart.OperatorSet, 1) => WirePart.Text,
        (WirePart.OperatorSet, 2) => WirePart.Plain,
        (WirePart.Entry or WirePart.OpaqueType, 1 or 2) => WirePart.Text,
        (WirePart.ValueInfo, 1 or 3) => WirePart.Text,
        (WirePart.ValueInfo, 2) => WirePart.Type,
        (WirePart.ValueInfo, 4) => WirePart.Entry,
        (WirePart.Annotation, 1) => WirePart.Text,
        (WirePart.Annotation, 2) => WirePart.Entry,
        (WirePart.Training, 1 or 2) => WirePart.Graph,
        (WirePart.Training, 3 or 4) => WirePart.Entry,
        (WirePart.Segment or WirePart.Pair, 1 or 2) => WirePart.Plain,
        (WirePart.SparseTensor, 1 or 2) => WirePart.Tensor,
        (WirePart.SparseTensor, 3) => WirePart.Plain,
        (WirePart.Shape, 1) => WirePart.Dimension,
        (WirePart.Dimension, 1) => WirePart.Plain,
        (WirePart.Dimension, 2 or 3) => WirePart.Text,
        (WirePart.TensorType or WirePart.MapType, 1) => WirePart.Plain,
        (WirePart.TensorType, 2) => WirePart.Shape,
        (WirePart.MapType, 2) or (WirePart.WrappedType, 1) => WirePart.Type,
        (WirePart.Device, 1 or 3) or (WirePart.NodeDevice, 1) or (WirePart.Sharding, 1) => WirePart.Text,
        (WirePart.Device, 2) or (WirePart.NodeDevice, 3) or (WirePart.Sharding, 2) or (WirePart.ShardedDim, 1) => WirePart.Plain,
        (WirePart.NodeDevice, 2) => WirePart.Sharding,
        (WirePart.Sharding, 3) => WirePart.Pair,
        (WirePart.Sharding, 4) => WirePart.ShardedDim,
        (WirePart.ShardedDim, 2) => WirePart.SimpleShardedDim,
        (WirePart.SimpleShardedDim, 1 or 3) => WirePart.Plain,
        (WirePart.SimpleShardedDim, 2) => WirePart.Text,
        _ => WirePart.Unknown,
    };
}
