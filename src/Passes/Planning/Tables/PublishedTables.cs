namespace DepthCompress.Passes.Planning;

/// <summary>The tables of a published method as texts in its formats; at least one.</summary>
public sealed record PublishedTables
{
    /// <summary>The latency table and where it is from; null to measure here.</summary>
    public (string Text, string File)? Latencies { get; init; }

    /// <summary>The importance table and where it is from; null to find it here.</summary>
    public (string Text, string File)? Importances { get; init; }

    /// <summary>The layer behind position 0; null to find out.</summary>
    public string? FirstSite { get; init; }

    /// <summary>Whether rows of several layers may be missing.</summary>
    public bool IsForced { get; init; }

    /// <summary>The file that errors about both tables name.</summary>
    internal string File => (Latencies ?? Importances)!.Value.File;
}
