namespace DepthCompress;

/// <summary>
/// A file that is open for many at once, or for one alone. The system closes it whatever happens to a process, and nothing is ever written
/// into it.
/// </summary>
internal static class TurnFile
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Opens it; null where somebody else has it in a way that forbids this one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="alone">Whether nobody else may have it open.</param>
    /// <exception cref="IOException">It cannot be opened at all.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    internal static IDisposable? Try(string path, bool alone)
    {
        Make(path);
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = alone ? FileShare.None : FileShare.Read,
                BufferSize = 0,
            });
        }
        catch (IOException problem) when (problem is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }

    /// <summary>
    /// Made once, and then opened without the wish to make it: in a folder that belongs to all users some systems refuse that wish for the
    /// file of another.
    /// </summary>
    private static void Make(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = Everybody;
            }

            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
    }
}
