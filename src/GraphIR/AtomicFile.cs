namespace DepthCompress.GraphIR;

/// <summary>
/// Writes files so that a reader sees all of a file or nothing, whatever happens to the process or the power: under a temporary name in the
/// same folder, flushed to the disk, renamed, and the folder flushed too.
/// </summary>
public static class AtomicFile
{
    /// <summary>Why a protected file stays as it is.</summary>
    public const string Protected = "the file that is there may not be written";

    /// <summary>Younger ones are left alone: where locks do not work, somebody may still be writing.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">Whether a file that exists is replaced.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="DiagnosticException">The file exists, or cannot be written.</exception>
    public static void Write(string path, bool force, Action<Stream> write)
    {
        if (!force && File.Exists(path))
        {
            throw DiagnosticCatalog.OutputExists.Error(path);
        }

        if (IsProtected(path))
        {
            throw DiagnosticCatalog.OutputUnwritable.Error(path, Protected);
        }

        var full = Path.GetFullPath(path);
        var (folder, name) = (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        var temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.tmp");
        try
        {
            RemoveAbandoned(folder, name);
            WriteAndMove(temporary, full, force, write);
            FolderFlush.Run(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException || IsTooLarge(problem))
        {
            throw new DiagnosticException(DiagnosticCatalog.OutputUnwritable.At(null, problem.Message) with { File = path }, problem);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>
    /// Whether a file is there that may not be written. To be replaced it need not be, by the rules of most systems; but whoever took away the right to write it
    /// wants it kept.
    /// </summary>
    public static bool IsProtected(string path) => File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);

    /// <summary>What the runtime makes of a file that the system does not let grow any further.</summary>
    private static bool IsTooLarge(Exception problem) => problem is ArgumentOutOfRangeException { ParamName: "value", Source: "System.Private.CoreLib" };

    private static void WriteAndMove(string temporary, string full, bool force, Action<Stream> write)
    {
        using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        // Not before it is closed: under its own name nobody may find it locked.
        File.Move(temporary, full, overwrite: force);
    }

    /// <summary>Removes what processes left of this file that were killed while they wrote it.</summary>
    private static void RemoveAbandoned(string folder, string name)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles($".{name}.*.tmp")
            .Where(file => file.LastWriteTimeUtc < DateTime.UtcNow - Abandoned))
        {
            try
            {
                using var held = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite,
                    OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, bufferSize: 1);
                file.Delete();
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Somebody is writing it after all, or it may not be removed: it is in nobody's way.
            }
        }
    }
}
