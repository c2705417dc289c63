using System.IO.Compression;
using System.Security.Cryptography;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Writes the networks that another device is to measure into one file.</summary>
internal sealed class BundleExport(Workflow workflow, Settings settings)
{
    private const int PlainFile = unchecked((int)0x81A40000);
    private const int Program = unchecked((int)0x81ED0000);

    /// <summary>ZIP knows no earlier time, and equal bundles are equal bytes.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Writes a bundle, whole or not at all. It holds what the latency table wants, without what it has of the machine that the settings name; of
    /// a machine nobody named it has nothing.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="force">Whether it may exist.</param>
    /// <param name="runner">The program that goes with it; null for none.</param>
    /// <param name="progress">Told of every network.</param>
    /// <param name="cancellation">Stops between networks.</param>
    /// <returns>What it holds; null where nothing is wanted, and nothing was written.</returns>
    internal BundleManifest? Run(string path, bool force, BundleRunner? runner, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var all = workflow.Profiler.Networks(workflow.Candidates, cancellation);
        ImmutableArray<UnmeasuredNetwork> networks = settings.Machine is null ? all
            : [.. all.Where(network => workflow.Store.Find(new LatencyKey(network.Signature, workflow.Probe.Machine)) is null)];
        if (networks.IsEmpty)
        {
            return null;
        }

        BundleManifest? manifest = null;
        AtomicFile.Write(path, force, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            manifest = WriteNetworks(archive, networks, path, progress, cancellation);
            using (var entry = EntryOf(archive, BundleFiles.Manifest, PlainFile, CompressionLevel.NoCompression))
            {
                entry.Write(BundleFiles.Format(manifest));
            }

            runner?.Write((name, isProgram, copy) =>
            {
                cancellation.ThrowIfCancellationRequested();
                using var entry = EntryOf(archive, name, isProgram ? Program : PlainFile, CompressionLevel.Fastest);
                copy(entry);
            });
        });
        return manifest;
    }

    private BundleManifest WriteNetworks(ZipArchive archive, ImmutableArray<UnmeasuredNetwork> networks, string path,
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        using var weights = Temporary(path);
        var shared = new SharedTensors(weights, BundleFiles.Weights);
        var written = ImmutableArray.CreateBuilder<BundleNetwork>(networks.Length);
        foreach (var network in networks)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new RunProgress(written.Count, networks.Length, network.Description));
            var request = network.Make();
            var bytes = OnnxWriter.ToBytes(request.Graph, shared);
            written.Add(new BundleNetwork(network.Signature, network.Description, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)),
                [.. request.Inputs.Select(BundleInput.Of)]));
            using var entry = EntryOf(archive, BundleFiles.Of(written[^1]), PlainFile, CompressionLevel.NoCompression);
            entry.Write(bytes);
        }

        weights.Position = 0;
        using (var entry = EntryOf(archive, $"{BundleFiles.Networks}/{BundleFiles.Weights}", PlainFile, CompressionLevel.NoCompression))
        {
            weights.CopyTo(entry);
        }

        weights.Position = 0;
        progress?.Report(new RunProgress(networks.Length, networks.Length, "networks written"));
        return ManifestOf(written.ToImmutable(), weights.Length, Convert.ToHexStringLower(SHA256.HashData(weights)));
    }

    private BundleManifest ManifestOf(ImmutableArray<BundleNetwork> networks, long weightBytes, string weightDigest) => new()
    {
        Schema = BundleManifest.CurrentSchema,
        Tool = ToolVersion.Text,
        Model = workflow.Digest,
        Provider = settings.Provider!,
        Threads = settings.Threads!.Value,
        OptimizationLevel = settings.OptimizationLevel!,
        MeasureSeconds = settings.MeasureSeconds!.Value,
        WeightBytes = weightBytes,
        WeightDigest = weightDigest,
        Networks = networks,
    };

    /// <summary>Weights do not fit into memory together; beside the bundle, which needs the room anyway, under a name that is tidied up.</summary>
    private static FileStream Temporary(string path)
    {
        var full = Path.GetFullPath(path);
        var name = $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp";
        return new FileStream(Path.Combine(Path.GetDirectoryName(full)!, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose);
    }

    private static Stream EntryOf(ZipArchive archive, string name, int attributes, CompressionLevel level)
    {
        var entry = archive.CreateEntry(name, level);
        entry.LastWriteTime = NoTime;
        entry.ExternalAttributes = attributes;
        return entry.Open();
    }
}
