namespace DepthCompress.GraphIR;

/// <summary>How a model becomes a file.</summary>
public sealed record OnnxWriteOptions
{
    /// <summary>Replaces a file that exists. The input is never replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Entries added to the metadata; one that exists is replaced.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>
    /// Makes the text of the entry <see cref="OnnxProvenance.Key"/> from the digest of everything else in the model; null for no such entry.
    /// </summary>
    public Func<string, string>? Provenance { get; init; }

    /// <summary>
    /// Adds the entry <c>depthcompress.nodes</c>: JSON, from the name of each new node to the nodes of the input it stands for.
    /// </summary>
    public bool IncludeNodeMap { get; init; }

    /// <summary>
    /// Whether tensors are written to a file <c>&lt;output&gt;.data</c> beside the output. Null: if the input had such files,
    /// or the output would be too large without.
    /// </summary>
    public bool? ExternalData { get; init; }

    /// <summary>Tensors of fewer bytes stay inside the file.</summary>
    public int ExternalThreshold { get; init; } = 1024;
}
