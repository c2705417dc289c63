using System.Security.Cryptography;

namespace DepthCompress.Tool;

/// <summary>A file that was read or written by a build.</summary>
/// <param name="Role">What it is to the model, and for one of several its name below their folder; the same in every place where the same
/// is built.</param>
/// <param name="Path">The full path.</param>
/// <param name="Digest">SHA-256 of what it held; empty where it did not exist.</param>
/// <param name="Length">Its length then.</param>
/// <param name="Modified">When it had been written, in ticks of UTC.</param>
internal sealed record BuiltFile(string Role, string Path, string Digest, long Length, long Modified)
{
    /// <summary>A file system that counts in whole seconds, or two, cannot tell what was written after a look from what was
    /// before.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromSeconds(3);

    /// <summary>Looks at a file.</summary>
    /// <exception cref="GraphIR.DiagnosticException">DC2111: it is there and cannot be read.</exception>
    internal static BuiltFile Look(string role, string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            return new BuiltFile(role, path, "", 0, 0);
        }

        try
        {
            using var stream = GraphIR.PlainFile.OpenRead(path);
            return new BuiltFile(role, path, Convert.ToHexStringLower(SHA256.HashData(stream)), info.Length, info.LastWriteTimeUtc.Ticks);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw GraphIR.DiagnosticCatalog.FileUnreadable.Error(path, problem.Message);
        }
    }

    /// <summary>
    /// The same without reading where the file is as it was: for images, of which there may be gigabytes. What was written shortly before
    /// the last look is read again.
    /// </summary>
    internal static BuiltFile Glance(string role, string path, BuiltFile? last, DateTime lastLook)
    {
        var info = new FileInfo(path);
        return last is not null && info.Exists && info.Length == last.Length && info.LastWriteTimeUtc.Ticks == last.Modified
            && info.LastWriteTimeUtc < lastLook - Granularity
            ? last with { Role = role }
            : Look(role, path);
    }

    /// <summary>Whether the file still holds what it held.</summary>
    internal bool IsIntact() => Look(Role, Path) is var now && now.Digest == Digest && now.Digest.Length > 0;
}
