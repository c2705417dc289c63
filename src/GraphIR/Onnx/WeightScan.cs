using System.Numerics;
using System.Runtime.InteropServices;

namespace DepthCompress.GraphIR;

/// <summary>Looks for weights that are no numbers or infinite: whatever is computed with them is neither.</summary>
internal static class WeightScan
{
    /// <summary>What is looked at before it is let go of.</summary>
    private const int Piece = 1 << 24;

    /// <summary>Memory is faster than one core, and not than many.</summary>
    private const int MostTogether = 4;

    /// <summary>The weights that hold such numbers. All of them are read, those outside the file too, and none stays in memory for it.</summary>
    public static ImmutableArray<Value> NotFinite(Graph graph, ExternalFiles external)
    {
        ImmutableArray<Value> weights = [.. Weights(graph)];
        var strange = new bool[weights.Length];
        void Look(int index) => strange[index] = !IsFinite(graph.Initializers[weights[index]], external);

        if (weights.Sum(weight => (long)graph.Initializers[weight].Bytes.Length) <= Piece)
        {
            // Starting threads would take longer.
            for (var i = 0; i < weights.Length; i++)
            {
                Look(i);
            }
        }
        else
        {
            Parallel.For(0, weights.Length, new ParallelOptions { MaxDegreeOfParallelism = MostTogether }, Look);
        }

        return [.. weights.Where((_, index) => strange[index])];
    }

    /// <summary>Constants that an operator multiplies or adds; an infinite bound of a Clip, or a mask, is as it should be.</summary>
    private static IEnumerable<Value> Weights(Graph graph) => graph.Nodes
        .SelectMany(node => node.Inputs.Select((input, slot) => (input, IsWeight: node.Op.KindOf(slot) is not OperandKind.Data)))
        .Where(use => use.IsWeight && use.input is not null && graph.Initializers.ContainsKey(use.input)).Select(use => use.input!).Distinct();

    private static bool IsFinite(Tensor tensor, ExternalFiles external)
    {
        for (var at = 0; at < tensor.Bytes.Length; at += Piece)
        {
            var piece = tensor.Bytes.Span.Slice(at, Math.Min(Piece, tensor.Bytes.Length - at));
            var isFinite = IsFinite(tensor.Element, piece);
            foreach (var file in external.Files.Values)
            {
                file.Release(piece);
            }

            if (!isFinite)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFinite(ElementType element, ReadOnlySpan<byte> bytes) => element switch
    {
        ElementType.Float32 => IsFinite<uint>(MemoryMarshal.Cast<byte, uint>(bytes), 0x7F80_0000),
        ElementType.Float64 => IsFinite<ulong>(MemoryMarshal.Cast<byte, ulong>(bytes), 0x7FF0_0000_0000_0000),
        ElementType.Float16 => IsFinite<ushort>(MemoryMarshal.Cast<byte, ushort>(bytes), 0x7C00),
        ElementType.BFloat16 => IsFinite<ushort>(MemoryMarshal.Cast<byte, ushort>(bytes), 0x7F80),
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
