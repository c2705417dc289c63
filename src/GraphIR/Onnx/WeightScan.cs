using System.Numerics;
using System.Runtime.InteropServices;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Looks for weights that are no numbers or infinite: whatever is computed with them is neither.</summary>
internal static class WeightScan
{
    /// <summary>Data outside the file are mapped, and looked at only so far: reading all of them takes longer than most commands.</summary>
    private const long MostOutside = 1 << 28;

    /// <summary>The weights that hold such numbers.</summary>
    public static ImmutableArray<Value> NotFinite(Graph graph, OnnxContents contents)
    {
        var outside = 0L;
        var found = ImmutableArray.CreateBuilder<Value>();
        foreach (var value in Weights(graph))
        {
            var tensor = graph.Initializers[value];
            if (contents.Tensors.TryGetValue(value, out var loaded) && loaded.Proto.DataLocation is TensorProto.Types.DataLocation.External)
            {
                outside += tensor.Bytes.Length;
            }

            if (outside <= MostOutside && !IsFinite(tensor))
            {
                found.Add(value);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Constants that an operator multiplies or adds; an infinite bound of a Clip, or a mask, is as it should be.</summary>
    private static IEnumerable<Value> Weights(Graph graph) => graph.Nodes
        .SelectMany(node => node.Inputs.Select((input, slot) => (input, IsWeight: node.Op.KindOf(slot) is not OperandKind.Data)))
        .Where(use => use.IsWeight && use.input is not null && graph.Initializers.ContainsKey(use.input)).Select(use => use.input!).Distinct();

    private static bool IsFinite(Tensor tensor) => tensor.Element switch
    {
        ElementType.Float32 => IsFinite<uint>(MemoryMarshal.Cast<byte, uint>(tensor.Bytes.Span), 0x7F80_0000),
        ElementType.Float64 => IsFinite<ulong>(MemoryMarshal.Cast<byte, ulong>(tensor.Bytes.Span), 0x7FF0_0000_0000_0000),
        ElementType.Float16 => IsFinite<ushort>(MemoryMarshal.Cast<byte, ushort>(tensor.Bytes.Span), 0x7C00),
        ElementType.BFloat16 => IsFinite<ushort>(MemoryMarshal.Cast<byte, ushort>(tensor.Bytes.Span), 0x7F80),
        _ => true,
    };

    /// <summary>A number is finite as long as one bit of its exponent is not set.</summary>
    private static bool IsFinite<T>(ReadOnlySpan<T> numbers, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (mask, at) = (new Vector<T>(exponent), 0);
        for (; at <= numbers.Length - Vector<T>.Count; at += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(numbers[at..]) & mask, mask))
            {
                return false;
            }
        }

        for (; at < numbers.Length; at++)
        {
            if ((numbers[at] & exponent) == exponent)
            {
                return false;
            }
        }

        return true;
    }
}
