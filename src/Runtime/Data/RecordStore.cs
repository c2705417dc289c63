using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Records of equal length in memory. It grows with what a file really holds, never with what a header promises.</summary>
internal sealed class RecordStore(RecordFormat format)
{
    /// <summary>More than this is refused: a compressed file may be small and unpack without end.</summary>
    public const long MostBytes = 4L << 30;

    private const int Chunk = 1 << 20;

    private readonly List<byte[]> blocks = [];
    private readonly int perBlock = Math.Max(1, Chunk / format.Length);

    public RecordFormat Format { get; } = format;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return blocks[index / perBlock].AsSpan(index % perBlock * Format.Length, Format.Length);
        }
    }

    /// <summary>Appends what is left of a stream, until there are <paramref name="most"/> records.</summary>
    public void Append(Stream stream, string path, int most)
    {
        var before = Count;
        while (Count < most)
        {
            if ((long)(Count + 1) * Format.Length > MostBytes)
            {
                throw DiagnosticCatalog.DataTooLarge.Error(path, MostBytes >> 30);
            }

            var read = Fill(stream, out var record);
            if (read == 0)
            {
                break;
            }

            if (read < Format.Length)
            {
                var bytes = ((long)(Count - before) * Format.Length) + read;
                throw DiagnosticCatalog.RecordSizeWrong.Error(path, bytes, Format.Length, Format.LabelBytes, Format.Shape);
            }

            if (Format.IsPredicted)
            {
                PixelPrediction.Decode(record[Format.LabelBytes..], Format.Shape);
            }

            Count++;
        }
    }

    private int Fill(Stream stream, out Span<byte> record)
    {
        if (Format.Length <= Chunk)
        {
            record = NextSlot();
            return stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false);
        }

        // A header may promise images of gigabytes; memory grows with what is there.
        var (bytes, read) = (new byte[Chunk], 0);
        while (stream.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false) is > 0 and var more)
        {
            read += more;
            if (read < bytes.Length || read == Format.Length)
            {
                break;
            }

            Array.Resize(ref bytes, (int)Math.Min(Format.Length, 2L * bytes.Length));
        }

        if (read == Format.Length)
        {
            blocks.Add(bytes);
        }

        record = bytes;
        return read;
    }

    private Span<byte> NextSlot()
    {
        var block = Count / perBlock;
        if (block == blocks.Count)
        {
            blocks.Add(new byte[perBlock * Format.Length]);
        }

        return blocks[block].AsSpan(Count % perBlock * Format.Length, Format.Length);
    }
}
