using System.IO.MemoryMappedFiles;

namespace DepthCompress.Fuzz;

/// <summary>
/// What a worker is about to read, in a file that outlives it: the number of loads so far, when the present one began, and its bytes.
/// </summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Capacity = 1 << 22;
    private const int BytesAt = 32;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;

    public CurrentInput(string path)
    {
        map = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Capacity);
        view = map.CreateViewAccessor();
    }

    /// <summary>Files read by this worker, those before it included.</summary>
    public long Loads
    {
        get => view.ReadInt64(0);
        set => view.Write(0, value);
    }

    /// <summary>The file that is being read.</summary>
    public byte[] Bytes
    {
        get
        {
            var bytes = new byte[Math.Clamp(view.ReadInt32(8), 0, Capacity - BytesAt)];
            view.ReadArray(BytesAt, bytes, 0, bytes.Length);
            return bytes;
        }

        set
        {
            view.Write(8, Math.Min(value.Length, Capacity - BytesAt));
            view.WriteArray(BytesAt, value, 0, Math.Min(value.Length, Capacity - BytesAt));
        }
    }

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
    }
}
