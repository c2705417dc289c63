using System.IO.Compression;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Reads data files, packed or not, and turns what the file system says into diagnostics.</summary>
internal static class DataFiles
{
    /// <summary>Reads the bytes of a file, unpacked where it begins as gzip does.</summary>
    /// <exception cref="DiagnosticException">It is missing, damaged or may not be read.</exception>
    public static T Read<T>(string path, Func<Stream, T> read) => ReadAsIs(path, file =>
    {
        Span<byte> magic = stackalloc byte[2];
        var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (length < magic.Length || magic[0] != 0x1f || magic[1] != 0x8b)
        {
            return read(file);
        }

        using var packed = new GZipStream(file, CompressionMode.Decompress);
        using var unpacked = new UnpackedStream(packed, file.Length);
        return read(unpacked);
    });

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="DiagnosticException">It is missing, damaged or may not be read.</exception>
    public static T ReadAsIs<T>(string path, Func<FileStream, T> read)
    {
        if (!File.Exists(path))
        {
            throw PlainFile.IsHidden(path) ? DiagnosticCatalog.DataUnreadable.Error(path, PlainFile.Hidden) : DiagnosticCatalog.DataMissing.Error(path);
        }

        if (!FileIdentity.IsPlain(path))
        {
            throw DiagnosticCatalog.DataUnreadable.Error(path, PlainFile.Refusal);
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return read(file);
        }
        catch (InvalidDataException problem)
        {
            throw DiagnosticCatalog.DataDamaged.Error(path, problem.Message.TrimEnd('.'));
        }
        catch (EndOfStreamException)
        {
            throw DiagnosticCatalog.DataDamaged.Error(path, "it ends too early");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.DataUnreadable.Error(path, problem.Message.TrimEnd('.'));
        }
    }

    /// <summary>The files of a folder, then those of each folder in it that a data set usually lies in; each list sorted by name.</summary>
    public static ImmutableArray<ImmutableArray<string>> List(string path, params ReadOnlySpan<string> below)
    {
        var lists = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (var folder in (ReadOnlySpan<string>)["", .. below])
        {
            var full = Path.Combine(path, folder);
            if (Directory.Exists(full))
            {
                lists.Add([.. Directory.GetFiles(full).Order(StringComparer.Ordinal)]);
            }
        }

        return lists.ToImmutable();
    }
}
