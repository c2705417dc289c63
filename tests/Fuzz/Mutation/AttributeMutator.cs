using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace DepthCompress.Fuzz;

/// <summary>Changes to the attributes of nodes: numbers, kinds, names, graphs in graphs.</summary>
internal static class AttributeMutator
{
    private static readonly string[] Names =
        ["axis", "axes", "pads", "strides", "dilations", "group", "kernel_shape", "auto_pad", "value", "perm", "to", "mode", "epsilon", "then_branch",
         "body", "ceil_mode", "output_padding", "output_shape", "alpha", "split", "num_outputs", "blocksize"];

    public static void Change(GraphProto graph, GraphProto donor, Random random)
    {
        if (graph.Node.Count is 0)
        {
            return;
        }

        var node = graph.Node[random.Next(graph.Node.Count)];
        if (node.Attribute.Count is 0 || random.Next(6) is 0)
        {
            node.Attribute.Add(New(graph, donor, random));
            return;
        }

        var attribute = node.Attribute[random.Next(node.Attribute.Count)];
        switch (random.Next(8))
        {
            case 0: node.Attribute.Remove(attribute); break;
            case 1: node.Attribute.Add(attribute.Clone()); break;
            case 2: attribute.Name = Names[random.Next(Names.Length)]; break;
            case 3: attribute.Type = (Kind)random.Next(0, 16); break;
            case 4 when attribute.T is not null: TensorMutator.Change(attribute.T, random); break;
            default: Value(attribute, random); break;
        }
    }

    private static void Value(AttributeProto attribute, Random random)
    {
        switch (attribute.Type)
        {
            case Kind.Ints when attribute.Ints.Count > 0 && random.Next(3) > 0:
                attribute.Ints[random.Next(attribute.Ints.Count)] = OnnxMutator.AnyNumber(random);
                break;
            case Kind.Ints when random.Next(2) is 0: attribute.Ints.Add(OnnxMutator.AnyNumber(random)); break;
            case Kind.Ints when attribute.Ints.Count > 0: attribute.Ints.RemoveAt(0); break;
            case Kind.Int: attribute.I = OnnxMutator.AnyNumber(random); break;
            case Kind.Float: attribute.F = random.Next(4) switch { 0 => float.NaN, 1 => float.NegativeInfinity, 2 => 0, _ => -1e30f }; break;
            case Kind.String: attribute.S = ByteString.CopyFrom(random.Next(3) is 0 ? [0xFF, 0xFE] : [.. "SAME_UPPER"u8]); break;
            default: attribute.RefAttrName = random.Next(2) is 0 ? "" : "other"; break;
        }
    }

    private static AttributeProto New(GraphProto graph, GraphProto donor, Random random)
    {
        var attribute = new AttributeProto { Name = Names[random.Next(Names.Length)] };
        switch (random.Next(4))
        {
            case 0:
                attribute.Type = Kind.Graph;
                attribute.G = (random.Next(2) is 0 ? graph : donor).Clone();
                break;
            case 1: (attribute.Type, attribute.I) = (Kind.Int, OnnxMutator.AnyNumber(random)); break;
            case 2:
                attribute.Type = Kind.Ints;
                attribute.Ints.AddRange(Enumerable.Range(0, random.Next(6)).Select(_ => OnnxMutator.AnyNumber(random)));
                break;
            default:
                attribute.Type = Kind.Tensor;
                attribute.T = donor.Initializer.Count > 0 ? donor.Initializer[0].Clone() : new TensorProto();
                break;
        }

        return attribute;
    }
}
