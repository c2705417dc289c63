using System.Runtime.InteropServices;

namespace DepthCompress.GraphIR;

/// <summary>
/// Flushes the entries of a folder to the disk: a file that was renamed bears its new name after a power cut only then. Windows does so by
/// itself.
/// </summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;

    /// <summary>Flushes; where the file system has no such thing, nothing is done.</summary>
    internal static void Run(string folder)
    {
        if (OperatingSystem.IsWindows() || Open(folder, ReadOnly) is not (>= 0 and var handle))
        {
            return;
        }

        try
        {
            _ = Fsync(handle);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
