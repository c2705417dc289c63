using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Tensors between the file's forms (raw, typed fields, outside the file) and ours; raw and outside data are not copied.</summary>
internal static class OnnxTensors
{
    /// <summary>The tensor; null where it is of a kind that we carry without understanding it.</summary>
    /// <exception cref="DiagnosticException">Its shape is out of range, or its data is missing or of another length.</exception>
    public static Tensor? Read(TensorProto proto, ExternalFiles external, OnnxSource source)
    {
        var element = (ElementType)proto.DataType;
        if (proto.Segment is not null || (element.Bits() is 0 && element is not ElementType.String))
        {
            return null;
        }

        var shape = ShapeOf(proto, source);
        var size = SizeOf(proto, source);
        if (proto.DataLocation is TensorProto.Types.DataLocation.External && element is not ElementType.String)
        {
            return Tensor.Borrow(element, shape, external.Read(proto));
        }

        if (element is ElementType.String)
        {
            return proto.StringData.Count == shape.Product
                ? Tensor.Borrow(element, shape, Pack(proto.StringData))
                : throw source.Error(DiagnosticCatalog.WrongDataLength, proto.Name, TypeText(proto), shape.Product, proto.StringData.Count);
        }

        var data = proto.HasRawData ? proto.RawData.Memory : Typed(proto, element);
        return data.Length == size
            ? Tensor.Borrow(element, shape, data)
            : throw source.Error(DiagnosticCatalog.WrongDataLength, proto.Name, TypeText(proto), size, data.Length);
    }

    /// <summary>Bytes of the elements; null where the element type does not tell.</summary>
    /// <exception cref="DiagnosticException">The shape is out of range.</exception>
    public static long? SizeOf(TensorProto proto, OnnxSource source)
    {
        var element = (ElementType)proto.DataType;
        if (element.Bits() is 0)
        {
            return null;
        }

        var size = element.BytesFor(ShapeOf(proto, source).Product);
        return size <= int.MaxValue ? size : throw source.Error(DiagnosticCatalog.TooLarge, $"tensor '{proto.Name}'", size);
    }

    /// <summary>The raw form, which shares the tensor's memory.</summary>
    public static TensorProto Write(string name, Tensor tensor)
    {
        var proto = new TensorProto { Name = name, DataType = (int)tensor.Element };
        proto.Dims.AddRange(tensor.Shape.Select(size => (long)size));
        if (tensor.Element is ElementType.String)
        {
            proto.StringData.AddRange(Unpack(tensor.Bytes));
        }
        else
        {
            proto.RawData = UnsafeByteOperations.UnsafeWrap(tensor.Bytes);
        }

        return proto;
    }

    /// <summary>The type of a tensor as messages spell it.</summary>
    public static string TypeText(TensorProto proto) => $"{((ElementType)proto.DataType).ToText()}[{string.Join(',', proto.Dims)}]";

    private static Dims ShapeOf(TensorProto proto, OnnxSource source)
    {
        // A zero hides an overflow of the others; nobody needs such a shape.
        var product = 1L;
        var sizes = new int[proto.Dims.Count];
        for (var i = 0; i < sizes.Length; i++)
        {
            product *= Math.Max(1, Math.Min(proto.Dims[i], 1L + int.MaxValue));
            if (proto.Dims[i] < 0 || product > int.MaxValue)
            {
                throw source.Error(DiagnosticCatalog.DimensionOverflow, proto.Name, string.Join(',', proto.Dims));
            }

            sizes[i] = (int)proto.Dims[i];
        }

        return Dims.Create(sizes);
    }

    /// <summary>Which field holds which element type is the format's choice; narrow integers lie widened in int32_data.</summary>
    private static ReadOnlyMemory<byte> Typed(TensorProto proto, ElementType element) => element switch
    {
        ElementType.Float32 or ElementType.Complex64 => Copy(proto.FloatData),
        ElementType.Float64 or ElementType.Complex128 => Copy(proto.DoubleData),
        ElementType.Int64 => Copy(proto.Int64Data),
        ElementType.UInt64 => Copy(proto.Uint64Data),
        ElementType.UInt32 => Narrow<ulong, uint>(proto.Uint64Data, value => (uint)value),
        ElementType.Int32 => Copy(proto.Int32Data),
        _ when element.Bits() is 16 => Narrow<int, ushort>(proto.Int32Data, value => (ushort)value),
        _ => Narrow<int, byte>(proto.Int32Data, value => (byte)value),
    };

    private static ReadOnlyMemory<byte> Copy<T>(RepeatedField<T> data)
        where T : unmanaged
    {
        var items = new T[data.Count];
        data.CopyTo(items, 0);
        return MemoryMarshal.AsBytes(items.AsSpan()).ToArray();
    }

    private static ReadOnlyMemory<byte> Narrow<TWide, TNarrow>(RepeatedField<TWide> data, Func<TWide, TNarrow> narrow)
        where TNarrow : unmanaged
    {
        var items = new TNarrow[data.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = narrow(data[i]);
        }

        return MemoryMarshal.AsBytes(items.AsSpan()).ToArray();
    }

    /// <summary>Texts as one block: each with its length in front.</summary>
    private static byte[] Pack(RepeatedField<ByteString> texts)
    {
        var block = new byte[texts.Sum(text => sizeof(int) + text.Length)];
        var position = 0;
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(position), text.Length);
            text.Span.CopyTo(block.AsSpan(position + sizeof(int)));
            position += sizeof(int) + text.Length;
        }

        return block;
    }

    private static IEnumerable<ByteString> Unpack(ReadOnlyMemory<byte> block)
    {
        while (block.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(block.Span);
            yield return ByteString.CopyFrom(block.Slice(sizeof(int), length).Span);
            block = block[(sizeof(int) + length)..];
        }
    }
}
