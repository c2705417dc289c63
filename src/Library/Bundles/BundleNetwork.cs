namespace DepthCompress;

/// <summary>A network of a bundle.</summary>
/// <param name="Signature">Its structure with its inputs: the key of its row in the latency table, and the name of its file.</param>
/// <param name="Description">The network in words.</param>
/// <param name="Bytes">The length of its file.</param>
/// <param name="Digest">SHA-256 of its file.</param>
/// <param name="Inputs">What it is measured with.</param>
internal sealed record BundleNetwork(string Signature, string Description, long Bytes, string Digest, ImmutableArray<BundleInput> Inputs);
