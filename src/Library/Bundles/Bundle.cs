using System.Security.Cryptography;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// A bundle that is read. Nobody vouches for it: nothing in it becomes a path but digits, nothing is longer than it says, and nothing is used
/// whose digest is another.
/// </summary>
internal sealed class Bundle : IDisposable
{
    private readonly IBundleSource source;

    private Bundle(IBundleSource source, BundleManifest manifest, string digest) => (this.source, Manifest, Digest) = (source, manifest, digest);

    /// <summary>What it holds.</summary>
    internal BundleManifest Manifest { get; }

    /// <summary>SHA-256 of the manifest, and so of everything but the program.</summary>
    internal string Digest { get; }

    /// <summary>The networks, each read when it is asked for.</summary>
    internal ImmutableArray<UnmeasuredNetwork> Networks =>
        [.. Manifest.Networks.Select(network => new UnmeasuredNetwork(network.Signature, network.Description, () => Load(network)))];

    /// <summary>Opens an archive, or the folder that one was unpacked to.</summary>
    /// <exception cref="DiagnosticException">DC2111: there is none; DC2760: it is no bundle, or a damaged one; DC2761: of another form.</exception>
    internal static Bundle Open(string path)
    {
        IBundleSource source = Directory.Exists(path) ? new BundleFolder(path) : BundleArchive.Open(path);
        try
        {
            var bytes = source.Manifest();
            return new Bundle(source, BundleFiles.Parse(bytes, path), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Lays networks and weights where the reader of models finds them, and compares them with the manifest.</summary>
    /// <exception cref="DiagnosticException">DC2760.</exception>
    internal void Unpack(CancellationToken cancellation) => source.Unpack(Manifest, cancellation);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private LatencyRequest Load(BundleNetwork network)
    {
        var model = OnnxReader.Read(Path.Combine(source.Folder, BundleFiles.Of(network)), new DiagnosticSink());
        return new LatencyRequest(model.Graph,
            [.. network.Inputs.Select(input => InputTensors.Random(ElementTypes.FromText(input.Element)!.Value, Dims.Create(input.Shape.AsSpan()), 1))]);
    }
}
