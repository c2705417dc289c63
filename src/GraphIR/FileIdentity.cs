namespace DepthCompress.GraphIR;

/// <summary>Whether two paths are one file, however they are spelled.</summary>
public static class FileIdentity
{
    /// <summary>
    /// Whether both name one file: through symbolic or hard links, a folder mounted twice, or letters that the file system takes for the
    /// same. Files that do not exist yet are compared by where their folders really lie.
    /// </summary>
    public static bool AreSame(string one, string other)
    {
        if (FileLinks.IdentityOf(one) is { } first && FileLinks.IdentityOf(other) is { } second)
        {
            return first == second;
        }

        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return string.Equals(RealPath(one), RealPath(other), comparison);
    }

    /// <summary>Where a file really lies, behind links; the whole path where that cannot be said.</summary>
    public static string RealPath(string path) => FileLinks.RealPath(path) ?? Path.GetFullPath(path);

    /// <summary>Whether it is a file that holds its contents: no folder, no device, no pipe that a reader would wait for.</summary>
    public static bool IsPlain(string path) => File.Exists(path) && FileLinks.IsPlain(path);
}
