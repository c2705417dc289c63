using System.Runtime.InteropServices;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Worker;

/// <summary>One end of the two pipes between a process and its engine's process: messages of a kind and fields, tensors as their bytes.</summary>
#pragma warning disable CA1001 // The streams belong to whoever opened them, and there is nothing else to let go of.
internal sealed class WorkerChannel(Stream input, Stream output)
#pragma warning restore CA1001
{
    private readonly BinaryReader reader = new(new BufferedStream(input, 1 << 16), Encoding.UTF8);
    private readonly BinaryWriter writer = new(new BufferedStream(output, 1 << 16), Encoding.UTF8);

    /// <summary>Writes a message whole.</summary>
    internal void Send(FrameKind kind, Action<BinaryWriter> fields)
    {
        writer.Write((int)kind);
        fields(writer);
        writer.Flush();
        writer.BaseStream.Flush();
    }

    /// <summary>The next message; null where the other end is gone. Its fields are to be read before the next one.</summary>
    internal (FrameKind Kind, BinaryReader Fields)? Receive()
    {
        try
        {
            return ((FrameKind)reader.ReadInt32(), reader);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>Writes bytes of any number.</summary>
    internal static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Writes tensors.</summary>
    internal static void Write(BinaryWriter writer, ReadOnlySpan<Tensor> tensors)
    {
        writer.Write(tensors.Length);
        foreach (var tensor in tensors)
        {
            writer.Write((int)tensor.Element);
            Write(writer, MemoryMarshal.AsBytes(tensor.Shape.Span));
            Write(writer, tensor.Bytes.Span);
        }
    }

    /// <summary>Bytes that <see cref="Write(BinaryWriter, ReadOnlySpan{byte})"/> wrote.</summary>
    internal static byte[] ReadBytes(BinaryReader reader)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(reader.ReadInt32());
        reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Tensors that <see cref="Write(BinaryWriter, ReadOnlySpan{Tensor})"/> wrote.</summary>
    internal static ImmutableArray<Tensor> ReadTensors(BinaryReader reader)
    {
        var tensors = ImmutableArray.CreateBuilder<Tensor>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var element = (ElementType)reader.ReadInt32();
            var shape = Dims.Create(MemoryMarshal.Cast<byte, int>(ReadBytes(reader)));
            tensors.Add(Tensor.Borrow(element, shape, ReadBytes(reader)));
        }

        return tensors.ToImmutable();
    }
}
