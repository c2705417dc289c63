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
}
