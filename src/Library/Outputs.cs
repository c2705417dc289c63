using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Output files: refused before hours of work rather than after, and written whole or not at all.</summary>
internal static class Outputs
{
    /// <summary>Makes sure that a file could be written now.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="force">Whether it may exist.</param>
    /// <param name="inputs">Files that are read, and so are never written.</param>
    /// <exception cref="DiagnosticException">DC1030, DC1031, DC1032.</exception>
    internal static void Check(string? path, bool force, params ReadOnlySpan<string> inputs)
    {
        if (path is null)
        {
            return;
        }

        var full = Path.GetFullPath(path);
        foreach (var input in inputs)
        {
            if (FileIdentity.AreSame(full, input))
            {
                throw DiagnosticCatalog.OutputIsInput.Error(path);
            }
        }

        if (Directory.Exists(full))
        {
            throw DiagnosticCatalog.OutputUnwritable.Error(path, "it is a folder");
        }

        if (File.Exists(full) && !force)
        {
            throw DiagnosticCatalog.OutputExists.Error(path);
        }

        if (AtomicFile.IsProtected(full))
        {
            throw DiagnosticCatalog.OutputUnwritable.Error(path, AtomicFile.Protected);
        }

        CheckFolder(path, Path.GetDirectoryName(full)!);
    }

    /// <summary>Makes a folder, unless it exists.</summary>
    /// <exception cref="DiagnosticException">DC1032.</exception>
    internal static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.OutputUnwritable.Error(path, problem.Message);
        }
    }

    /// <summary>Writes a text, whole or not at all.</summary>
    internal static void WriteText(string path, bool force, string text) =>
        AtomicFile.Write(path, force, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>A text file that was named by the user.</summary>
    /// <exception cref="DiagnosticException">DC2111.</exception>
    internal static string ReadText(string path)
    {
        try
        {
            return PlainFile.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.FileUnreadable.Error(path, problem.Message);
        }
    }

    private static void CheckFolder(string path, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw DiagnosticCatalog.OutputUnwritable.Error(path, $"there is no folder '{folder}'");
        }

        var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.OutputUnwritable.Error(path, problem.Message.Replace(probe, folder, StringComparison.Ordinal));
        }
    }
}
