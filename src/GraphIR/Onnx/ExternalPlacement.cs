using System.Globalization;
using Google.Protobuf;
using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Decides for each tensor of a file that is being written whether it lies inside or outside.</summary>
internal sealed class ExternalPlacement
{
    /// <summary>Engines map files; vectors should begin where the processor likes it.</summary>
    private const int Alignment = 64;

    /// <summary>More than nodes and names ever take.</summary>
    private const int Overhead = 1 << 24;

    private readonly List<(long Offset, ReadOnlyMemory<byte> Bytes)> parts = [];
    private long length;

    private ExternalPlacement(ModelProto model) => Model = model;

    /// <summary>The file.</summary>
    public ModelProto Model { get; }

    /// <summary>Takes into the file what the file it came from kept outside.</summary>
    public static ModelProto Inline(ModelProto model, ExternalFiles? external)
    {
        if (external is null || !TensorWalk.In(model).Any(IsOutside))
        {
            return model;
        }

        var copy = model.Clone();
        foreach (var tensor in TensorWalk.In(copy).Where(IsOutside))
        {
            var bytes = external.Read(tensor);
            Clear(tensor);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        }

        return copy;
    }

    /// <summary>Moves the larger initializers out of the file, and leaves nothing in the files it came from.</summary>
    public static ExternalPlacement MoveOut(ModelProto model, ExternalFiles? external, string location, int threshold)
    {
        var placement = new ExternalPlacement(Inline(model, external).Clone());
        foreach (var tensor in TensorWalk.In(placement.Model)
            .Where(tensor => tensor.HasRawData && tensor.RawData.Length >= Math.Max(1, threshold)))
        {
            var offset = placement.Append(tensor.RawData.Memory);
            Refer(tensor, location, offset, tensor.RawData.Length);
        }

        return placement;
    }

    /// <summary>Moves the larger initializers out of a file that keeps nothing outside yet, into one that other networks share.</summary>
    public static ModelProto MoveOut(ModelProto model, SharedTensors tensors, int threshold)
    {
        var copy = model.Clone();
        foreach (var tensor in copy.Graph.Initializer.Where(tensor => tensor.HasRawData && tensor.RawData.Length >= Math.Max(1, threshold)))
        {
            Refer(tensor, tensors.Location, tensors.Place(tensor.RawData.Span), tensor.RawData.Length);
        }

        return copy;
    }

    /// <summary>The file in memory.</summary>
    /// <exception cref="DiagnosticException">It is too large for a file of this format.</exception>
    public static byte[] ToBytes(ModelProto model) =>
        SizeOf(model) is var size && size <= int.MaxValue ? model.ToByteArray() : throw DiagnosticCatalog.OutputTooLarge.Error(null, size);

    /// <summary>Bytes of the file, a little more rather than less; protobuf itself counts no further than to 2 GiB.</summary>
    public static long SizeOf(ModelProto model)
    {
        var data = TensorWalk.In(model).Sum(tensor => (long)tensor.RawData.Length);
        return data > int.MaxValue - Overhead ? data + Overhead : model.CalculateSize();
    }

    /// <summary>Writes what was moved out.</summary>
    public void WriteData(Stream stream)
    {
        var position = 0L;
        foreach (var (offset, bytes) in parts)
        {
            stream.Write(new byte[offset - position]);
            stream.Write(bytes.Span);
            position = offset + bytes.Length;
        }
    }

    private static bool IsOutside(TensorProto tensor) => tensor.DataLocation is TensorProto.Types.DataLocation.External;

    private static void Clear(TensorProto tensor)
    {
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }

    private static void Refer(TensorProto tensor, string location, long offset, int length)
    {
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length.ToString(CultureInfo.InvariantCulture) });
    }

    private long Append(ReadOnlyMemory<byte> bytes)
    {
        var offset = (length + Alignment - 1) / Alignment * Alignment;
        parts.Add((offset, bytes));
        length = offset + bytes.Length;
        return offset;
    }
}
