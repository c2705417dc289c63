using System.Security.Cryptography;
using System.Text;

namespace DepthCompress;

/// <summary>
/// Who of several processes works on which rows of a table file: locks on single bytes of a file beside it, which the system lets go of
/// whatever happens to a process. They only keep work from being done twice; what is in the tables never depends on them. Where the system
/// has no such locks, nobody is kept from anything.
/// </summary>
internal sealed class TableClaims : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private readonly FileStream? file;

    /// <summary>Claims on the rows of a table file whose folder exists.</summary>
    internal TableClaims(string tables)
    {
        try
        {
            file = new FileStream($"{tables}.claims", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The tables themselves will say what is wrong with the folder.
        }
    }

    /// <summary>Claims work; null where another process has it.</summary>
    /// <param name="work">The name that all processes have for it.</param>
    internal IDisposable? Try(string work)
    {
        if (file is null || OperatingSystem.IsMacOS())
        {
            return new MemoryStream();
        }

        var place = PlaceOf(work);
        try
        {
            file.Lock(place, 1);
            return new Claim(file, place);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Claims work as soon as no other process has it.</summary>
    internal IDisposable Wait(string work, CancellationToken cancellation)
    {
        for (; ; cancellation.WaitHandle.WaitOne(Patience))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Try(work) is { } claim)
            {
                return claim;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    /// <summary>Names that meet by chance wait for each other, and nothing worse.</summary>
    private static long PlaceOf(string work) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(work))) & ((1L << 40) - 1);

    private sealed class Claim(FileStream file, long place) : IDisposable
    {
        public void Dispose()
        {
            if (!OperatingSystem.IsMacOS() && file.CanRead)
            {
                file.Unlock(place, 1);
            }
        }
    }
}
