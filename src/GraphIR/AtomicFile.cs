namespace DepthCompress.GraphIR;

/// <summary>
/// Writes files so that a reader sees all of a file or nothing: under a temporary name in the same folder, flushed, then renamed.
/// </summary>
public static class AtomicFile
{
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

        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: force);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
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
}
