namespace DepthCompress.GraphIR;

/// <summary>A graph, and what its file says around it: opsets, metadata, fields we do not interpret.</summary>
public sealed record Model(Graph Graph, OnnxShell Shell)
{
    /// <summary>The file it was read from; null for a model made in memory.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// Identifies the file's contents, external data included; null for a model made in memory. See <see cref="OnnxShell.Digest"/>.
    /// </summary>
    public string? Digest => Shell.Digest;

    /// <summary>The files beside it that hold tensors, by their real paths.</summary>
    public ImmutableArray<string> ExternalFiles => [.. Shell.External?.RealPaths ?? []];
}
