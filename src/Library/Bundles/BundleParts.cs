using System.Security.Cryptography;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>The parts of a bundle as its manifest lists them, and whether they are that.</summary>
internal static class BundleParts
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Name, length and digest of every part.</summary>
    internal static IEnumerable<(string Name, long Bytes, string Digest)> Of(BundleManifest manifest) => manifest.Networks
        .Select(network => (BundleFiles.Of(network), network.Bytes, network.Digest))
        .Append(($"{BundleFiles.Networks}/{BundleFiles.Weights}", manifest.WeightBytes, manifest.WeightDigest));

    /// <summary>Copies a part, and never more than it should hold.</summary>
    /// <param name="part">The part.</param>
    /// <param name="from">What is there of it.</param>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="bundle">Named in errors.</param>
    /// <param name="cancellation">Stops the copying.</param>
    /// <exception cref="DiagnosticException">DC2760: it is something else.</exception>
    internal static void Copy((string Name, long Bytes, string Digest) part, Stream from, Stream to, string bundle, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[PieceBytes];
        var left = part.Bytes;
        for (int read; (read = from.Read(piece)) > 0; left -= read)
        {
            cancellation.ThrowIfCancellationRequested();
            if (read > left)
            {
                throw DiagnosticCatalog.BundleUnreadable.Error(bundle, $"'{part.Name}' is longer than {part.Bytes} bytes");
            }

            hash.AppendData(piece, 0, read);
            to.Write(piece, 0, read);
        }

        if (left > 0)
        {
            throw DiagnosticCatalog.BundleUnreadable.Error(bundle, $"'{part.Name}' ends after {part.Bytes - left} of {part.Bytes} bytes");
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != part.Digest)
        {
            throw DiagnosticCatalog.BundleUnreadable.Error(bundle, $"'{part.Name}' was damaged or changed: its digest is another");
        }
    }

    /// <summary>The bytes of a manifest.</summary>
    /// <param name="from">The manifest.</param>
    /// <param name="longest">The bytes of the file it comes from: what is longer was packed to fill the memory.</param>
    /// <param name="bundle">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC2760.</exception>
    internal static byte[] ManifestOf(Stream from, long longest, string bundle)
    {
        var (bytes, piece) = (new MemoryStream(), new byte[PieceBytes]);
        for (int read; (read = from.Read(piece)) > 0;)
        {
            bytes.Write(piece, 0, read);
            if (bytes.Length > Math.Min(longest, BundleFiles.LongestManifest))
            {
                throw DiagnosticCatalog.BundleUnreadable.Error(bundle, "its manifest is too long");
            }
        }

        return bytes.ToArray();
    }
}
