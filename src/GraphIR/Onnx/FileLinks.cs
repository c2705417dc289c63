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

    /// <summary>
    /// The path that an open file was found under, where the platform tells: a folder on the way may have been exchanged since it was
    /// looked at.
    /// </summary>
    public static string? PathOf(SafeFileHandle file)
    {
        try
        {
            return OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether what a path leads to, as the runtime spells it before it opens it, holds its contents; true where the platform does not tell.</summary>
    public static bool IsPlain(string path)
    {
        Span<byte> found = stackalloc byte[StatxSize];
        return !OperatingSystem.IsLinux() || Statx(CurrentFolder, Path.GetFullPath(path), 0, StatxBasic, ref MemoryMarshal.GetReference(found)) is not 0
            || (BitConverter.ToUInt16(found[StatxModeOffset..]) & KindMask) is PlainKind;
    }

    /// <summary>What tells a file from every other; null where there is none, or where the platform does not tell.</summary>
    public static (ulong Device, ulong Number)? IdentityOf(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> found = stackalloc byte[StatxSize];
            return Statx(CurrentFolder, Path.GetFullPath(path), 0, StatxBasic, ref MemoryMarshal.GetReference(found)) is 0
                ? (BitConverter.ToUInt64(found[StatxDeviceOffset..]), BitConverter.ToUInt64(found[StatxNumberOffset..]))
                : null;
        }

        if (!OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return GetFileInformationByHandle(file, out var information)
            ? (information.Volume, ((ulong)information.IndexHigh << 32) | information.IndexLow) : null;
    }

    /// <summary>The number of names (hard links) of an open file; null where the platform does not tell.</summary>
    public static long? NamesOf(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> found = stackalloc byte[StatxSize];
            return Statx(file, "", AtEmptyPath, StatxBasic, ref MemoryMarshal.GetReference(found)) is 0
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

    private const int CurrentFolder = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasic = 0x7FF;
    private const int KindMask = 0xF000;
    private const int PlainKind = 0x8000;

    /// <summary>The layout of struct statx is the same on every architecture; that of struct stat is not.</summary>
    private const int StatxSize = 256;
    private const int StatxLinksOffset = 16;
    private const int StatxModeOffset = 28;
    private const int StatxNumberOffset = 32;
    private const int StatxDeviceOffset = 136;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle folder, string path, int flags, uint mask, ref byte result);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte result);

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
