using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DepthCompress.GraphIR;

/// <summary>A file in the address space, of any length. Parts of it are memory like any other, read when they are touched.</summary>
internal sealed unsafe partial class MappedFile : IDisposable
{
    private const int NotNeeded = 4;

    private readonly MemoryMappedViewAccessor? view;
    private readonly byte* start;

    private MappedFile(FileStream file)
    {
        Length = file.Length;
        if (Length is 0)
        {
            file.Dispose();
            return;
        }

        // The view outlives the map and its handle, of which a process may not have many.
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inspect">Looks at the opened file before anything of it is used; what it throws is passed on.</param>
    public static MappedFile Open(string path, Action<SafeFileHandle>? inspect = null)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        try
        {
            inspect?.Invoke(file.SafeFileHandle);
            return new MappedFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A part of the file. Once parts are handed out the file stays mapped until the process ends, unless somebody who knows that none is
    /// in use calls <see cref="Dispose"/>: a span over unmapped memory would crash the process.
    /// </summary>
    public ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return length is 0 ? default : new Part(start + offset, length).Memory;
    }

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal digits.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var offset = 0L; offset < Length; offset += int.MaxValue)
        {
            hash.AppendData(new ReadOnlySpan<byte>(start + offset, (int)Math.Min(int.MaxValue, Length - offset)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Lets go of mapped bytes that were looked at once: the system reads them again when they are touched, from the file or its cache.
    /// Where it has no such thing, and for bytes that are not of this file, nothing is done.
    /// </summary>
    public void Release(ReadOnlySpan<byte> mapped)
    {
        fixed (byte* first = mapped)
        {
            if (!OperatingSystem.IsLinux() || first < start || first + mapped.Length > start + Length)
            {
                return;
            }

            // Whole pages only; what lies around them belongs to others.
            var page = (nuint)Environment.SystemPageSize;
            var from = ((nuint)first + page - 1) / page * page;
            var to = ((nuint)first + (nuint)mapped.Length) / page * page;
            if (to > from)
            {
                _ = Advise(from, to - from, NotNeeded);
            }
        }
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);

    private sealed class Part(byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
