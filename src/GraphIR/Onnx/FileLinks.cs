using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DepthCompress.GraphIR;

/// <summary>Where a path really leads, and how many names a file has.</summary>
internal static partial class FileLinks
{
    private const int MaxLinks = 40;

    /// <summary>The path with every symbolic link in it followed; null for a circle of links.</summary>
    public static string? RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FirstLink(full) is not var (link, target, tail))
            {
                return full;
            }

            full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link)!, target, tail));
        }

        return null;
    }

    /// <summary>The number of names (hard links) of an open file; null where the platform does not tell.</summary>
    public static long? NamesOf(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> found = stackalloc byte[256];
            found.Clear();
            return Statx(file, "", AtEmptyPath, StatxLinks, ref MemoryMarshal.GetReference(found)) is 0
                ? BitConverter.ToUInt32(found[StatxLinksOffset..])
                : null;
        }

        return OperatingSystem.IsWindows() && GetFileInformationByHandle(file, out var information) ? information.NumberOfLinks : null;
    }

    private static (string Link, string Target, string Tail)? FirstLink(string full)
    {
        var root = Path.GetPathRoot(full)!;
        var parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        var walked = root;
        for (var i = 0; i < parts.Length; i++)
        {
            walked = Path.Combine(walked, parts[i]);
            if (new FileInfo(walked).LinkTarget is { } target)
            {
                return (walked, target, string.Join(Path.DirectorySeparatorChar, parts[(i + 1)..]));
            }
        }

        return null;
    }

    private const int AtEmptyPath = 0x1000;
    private const uint StatxLinks = 0x4;

    /// <summary>The layout of struct statx is the same on every architecture; that of struct stat is not.</summary>
    private const int StatxLinksOffset = 16;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle folder, string path, int flags, uint mask, ref byte result);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, out FileInformation information);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly struct FileInformation
    {
        public readonly uint Attributes;
        public readonly ulong Created;
        public readonly ulong Accessed;
        public readonly ulong Written;
        public readonly uint Volume;
        public readonly uint SizeHigh;
        public readonly uint SizeLow;
        public readonly uint NumberOfLinks;
        public readonly uint IndexHigh;
        public readonly uint IndexLow;
    }
}
