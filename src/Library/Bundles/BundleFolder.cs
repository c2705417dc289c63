using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A bundle that was unpacked already, with its program.</summary>
internal sealed class BundleFolder(string folder) : IBundleSource
{
    /// <inheritdoc/>
    public string Folder => folder;

    /// <inheritdoc/>
    public byte[] Manifest() => With(BundleFiles.Manifest, stream => BundleParts.ManifestOf(stream, stream.Length, folder));

    /// <inheritdoc/>
    public void Unpack(BundleManifest manifest, CancellationToken cancellation)
    {
        foreach (var part in BundleParts.Of(manifest))
        {
            With(part.Name, stream =>
            {
                BundleParts.Copy(part, stream, Stream.Null, folder, cancellation);
                return 0;
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It is the user's.
    }

    private T With<T>(string name, Func<Stream, T> read)
    {
        var path = Path.Combine(folder, name);
        if (!FileIdentity.IsPlain(path))
        {
            throw DiagnosticCatalog.BundleUnreadable.Error(folder, $"'{name}' is missing");
        }

        try
        {
            using var stream = PlainFile.OpenRead(path);
            return read(stream);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.BundleUnreadable.Error(folder, problem.Message);
        }
    }
}
