using DepthCompress.GraphIR;
using TorchSharp;
using ScalarType = TorchSharp.torch.ScalarType;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Tensors of graphs as tensors of torch, and back.</summary>
internal static class TorchTensors
{
    /// <summary>
    /// The type that torch computes with: half precision becomes <paramref name="floating"/>, as single precision does. Null where torch has none.
    /// </summary>
    internal static ScalarType? TypeOf(ElementType element, ScalarType floating) => element switch
    {
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 => floating,
        ElementType.Float64 => ScalarType.Float64,
        ElementType.Int64 => ScalarType.Int64,
        ElementType.Int32 => ScalarType.Int32,
        ElementType.Int16 => ScalarType.Int16,
        ElementType.Int8 => ScalarType.Int8,
        ElementType.UInt8 => ScalarType.Byte,
        ElementType.Bool => ScalarType.Bool,
        _ => null,
    };

    /// <summary>A copy on a device.</summary>
    /// <exception cref="NotSupportedException">Torch has no such element type.</exception>
    internal static TorchTensor ToTorch(Tensor tensor, torch.Device device, ScalarType floating = ScalarType.Float32)
    {
        var type = TypeOf(tensor.Element, floating) ?? throw new NotSupportedException($"torch has no numbers of type {tensor.Element.ToText()}");
        var numbers = tensor.ConvertTo(ElementOf(type));
        var result = torch.empty(Longs(tensor.Shape), type);
        if (numbers.Count > 0)
        {
            // The setter wants a span that could be written to, and reads it.
            result.bytes = numbers.Bytes.ToArray();
        }

        if (device.type == DeviceType.CPU)
        {
            return result;
        }

        using (result)
        {
            return result.to(device);
        }
    }

    /// <summary>A copy in row-major order, in an element type of the graph.</summary>
    internal static Tensor FromTorch(TorchTensor tensor, ElementType element)
    {
        using var scope = torch.NewDisposeScope();
        var plain = tensor.detach().cpu().contiguous();
        var shape = ShapeOf(plain);
        return shape.Product == 0
            ? Tensor.Zeros(element, shape)
            : Tensor.Borrow(ElementOf(plain.dtype), shape, plain.bytes.ToArray()).ConvertTo(element);
    }

    /// <summary>The element type that holds what torch computed, where nothing else says it.</summary>
    internal static ElementType ElementOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => ElementType.Float32,
        ScalarType.Float64 => ElementType.Float64,
        ScalarType.Float16 => ElementType.Float16,
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Int64 => ElementType.Int64,
        ScalarType.Int32 => ElementType.Int32,
        ScalarType.Int16 => ElementType.Int16,
        ScalarType.Int8 => ElementType.Int8,
        ScalarType.Byte => ElementType.UInt8,
        ScalarType.Bool => ElementType.Bool,
        _ => throw new NotSupportedException($"no tensor of a graph holds {type}"),
    };

    /// <summary>The sizes of the axes.</summary>
    internal static Dims ShapeOf(TorchTensor tensor) => Dims.Create([.. tensor.shape.Select(size => checked((int)size))]);

    /// <summary>Sizes as torch takes them.</summary>
    internal static long[] Longs(IEnumerable<int> sizes) => [.. sizes.Select(size => (long)size)];

    /// <summary>The numbers of an integer tensor: a shape, axes, places.</summary>
    internal static long[] Integers(TorchTensor tensor) => [.. Numbers(tensor).Select(number => (long)number)];

    /// <summary>The numbers of a small tensor.</summary>
    internal static double[] Numbers(TorchTensor tensor) => FromTorch(tensor, ElementOf(tensor.dtype)).ToDoubles();

    /// <summary>The same numbers with the channels innermost in memory, which convolutions are fastest with; the axes stay.</summary>
    internal static TorchTensor ChannelsLast(TorchTensor image)
    {
        using var last = image.permute(0, 2, 3, 1);
        using var packed = last.contiguous();
        return packed.permute(0, 3, 1, 2);
    }
}
