using System.IO.Compression;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A bundle as one file; its networks are laid into a folder that is gone again afterwards.</summary>
internal sealed class BundleArchive : IBundleSource
{
    private readonly string path;
    private readonly FileStream file;
    private readonly ZipArchive archive;
    private DirectoryInfo? unpacked;

    private BundleArchive(string path, FileStream file, ZipArchive archive) => (this.path, this.file, this.archive) = (path, file, archive);

    /// <inheritdoc/>
    public string Folder => unpacked!.FullName;

    /// <summary>Opens a file.</summary>
    /// <exception cref="DiagnosticException">DC2111, DC2760.</exception>
    internal static BundleArchive Open(string path)
    {
        if (!FileIdentity.IsPlain(path))
        {
            throw DiagnosticCatalog.FileUnreadable.Error(path, "there is no such file");
        }

        FileStream? file = null;
        try
        {
            file = PlainFile.OpenRead(path);
            return new BundleArchive(path, file, new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true));
        }
        catch (Exception problem) when (IsOfTheFile(problem))
        {
            file?.Dispose();
            throw DiagnosticCatalog.BundleUnreadable.Error(path, Words(problem));
        }
    }

    /// <inheritdoc/>
    public byte[] Manifest() => With(BundleFiles.Manifest, stream => BundleParts.ManifestOf(stream, file.Length, path));

    /// <inheritdoc/>
    public void Unpack(BundleManifest manifest, CancellationToken cancellation)
    {
        // The networks are stored as they are: what claims to be longer than the archive would fill the disk.
        if (BundleParts.Of(manifest).Aggregate(0m, (all, part) => all + part.Bytes) > file.Length)
        {
            throw DiagnosticCatalog.BundleUnreadable.Error(path, "it is shorter than what it should hold");
        }

        unpacked = Directory.CreateTempSubdirectory("depthcompress-bundle-");
        Directory.CreateDirectory(Path.Combine(Folder, BundleFiles.Networks));
        foreach (var part in BundleParts.Of(manifest))
        {
            With(part.Name, stream =>
            {
                using var copy = new FileStream(Path.Combine(Folder, part.Name), FileMode.CreateNew, FileAccess.Write);
                BundleParts.Copy(part, stream, copy, path, cancellation);
                return 0;
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        archive.Dispose();
        file.Dispose();
        try
        {
            unpacked?.Delete(recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Where files that are mapped cannot be deleted, the system's own tidying takes them.
        }
    }

    private T With<T>(string name, Func<Stream, T> read)
    {
        try
        {
            var entry = archive.GetEntry(name) ?? throw DiagnosticCatalog.BundleUnreadable.Error(path, $"'{name}' is missing");
            using var stream = entry.Open();
            return read(stream);
        }
        catch (Exception problem) when (IsOfTheFile(problem))
        {
            throw DiagnosticCatalog.BundleUnreadable.Error(path, Words(problem));
        }
    }

    private static bool IsOfTheFile(Exception problem) => problem is IOException or InvalidDataException or UnauthorizedAccessException
        or NotSupportedException or ArgumentException or OverflowException;

    private static string Words(Exception problem) => problem.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
