using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Parts of constants, whatever their elements are.</summary>
internal static class TensorPlaces
{
    /// <summary>Some places of an axis, in the order given.</summary>
    public static Tensor Take(Tensor tensor, int axis, ReadOnlySpan<int> places)
    {
        var inner = tensor.Shape[(axis + 1)..].Product;
        var (outer, size) = (tensor.Shape[..axis].Product, tensor.Shape[axis]);
        var run = checked((int)tensor.Element.BytesFor(inner));
        var source = tensor.Bytes.Span;
        var result = new byte[outer * places.Length * run];
        for (var block = 0; block < outer; block++)
        {
            for (var i = 0; i < places.Length; i++)
            {
                source.Slice(((block * size) + places[i]) * run, run).CopyTo(result.AsSpan(((block * places.Length) + i) * run));
            }
        }

        return Tensor.Borrow(tensor.Element, [.. tensor.Shape[..axis], places.Length, .. tensor.Shape[(axis + 1)..]], result);
    }

    /// <summary>The tensor with zeros at some places of an axis.</summary>
    public static Tensor Zero(Tensor tensor, int axis, IEnumerable<int> places)
    {
        var (outer, size) = (tensor.Shape[..axis].Product, tensor.Shape[axis]);
        var run = checked((int)tensor.Element.BytesFor(tensor.Shape[(axis + 1)..].Product));
        var result = tensor.Bytes.ToArray();
        foreach (var place in places)
        {
            for (var block = 0; block < outer; block++)
            {
                result.AsSpan(((block * size) + place) * run, run).Clear();
            }
        }

        return Tensor.Borrow(tensor.Element, tensor.Shape, result);
    }

    /// <summary>The tensor with zeros wherever a tensor of its shape is zero.</summary>
    public static Tensor Where(Tensor tensor, Tensor lives)
    {
        var run = checked((int)tensor.Element.BytesFor(1));
        var (result, numbers) = (tensor.Bytes.ToArray(), lives.ToDoubles());
        for (var place = 0; place < numbers.Length; place++)
        {
            if (numbers[place] == 0)
            {
                result.AsSpan(place * run, run).Clear();
            }
        }

        return Tensor.Borrow(tensor.Element, tensor.Shape, result);
    }

    /// <summary>Whether all numbers are zero.</summary>
    public static bool IsZero(Tensor tensor) => Array.TrueForAll(tensor.ToDoubles(), number => number == 0);

    /// <summary>For every place of an axis whether all numbers there are zero.</summary>
    public static bool[] Zeros(Tensor tensor, int axis)
    {
        var (inner, size, numbers) = (tensor.Shape[(axis + 1)..].Product, tensor.Shape[axis], tensor.ToDoubles());
        var zeros = Enumerable.Repeat(true, size).ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            zeros[i / inner % size] &= numbers[i] == 0;
        }

        return zeros;
    }

    /// <summary>The places of an axis in the order given; zeros for a place below 0.</summary>
    public static Tensor TakeOrZero(Tensor tensor, int axis, int[] places) => Zero(
        Take(tensor, axis, [.. places.Select(place => Math.Max(0, place))]), axis,
        Enumerable.Range(0, places.Length).Where(place => places[place] < 0));

    /// <summary>Tensors of the same shape behind one another along the first axis.</summary>
    public static Tensor Join(IEnumerable<Tensor> tensors)
    {
        var parts = tensors.ToList();
        return Tensor.Borrow(parts[0].Element, [parts.Count * parts[0].Shape[0], .. parts[0].Shape[1..]],
            parts.SelectMany(part => part.Bytes.ToArray()).ToArray());
    }
}
