namespace DepthCompress;

/// <summary>Where the processes of this machine, of whichever user, take turns on its devices.</summary>
internal static class TurnFolder
{
    /// <summary>Names another folder, or says <see cref="Nowhere"/>.</summary>
    internal const string Variable = "DEPTHCOMPRESS_TURNS";

    /// <summary>In place of a folder: nobody is kept apart from anybody.</summary>
    internal const string Nowhere = "none";

    private const UnixFileMode Everybody = (UnixFileMode)0b1_111_111_111;

    /// <summary>The folder of this process; null where it keeps nothing apart.</summary>
    internal static string? OfProcess => Named(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The folder as a process was told.</summary>
    /// <param name="said">What the variable holds.</param>
    internal static string? Named(string? said) => said == Nowhere ? null : string.IsNullOrEmpty(said) ? OfMachine : said;

    /// <summary>Not that of temporary files, which may be another one for every user or job.</summary>
    private static string OfMachine => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "depthcompress", "turns")
        : "/tmp/depthcompress-turns";

    /// <summary>Makes it, for all users.</summary>
    /// <returns>Why it cannot be used; null where it can.</returns>
    internal static string? Make(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                if (!OperatingSystem.IsWindows())
                {
                    // What a process masks for new folders would keep other users out.
                    File.SetUnixFileMode(folder, Everybody);
                }
            }

            using var tried = TurnFile.Try(Path.Combine(folder, "usable"), alone: false);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem.Message;
        }
    }
}
