namespace DepthCompress.Tool;

/// <summary>What a build made of a model, and from what.</summary>
internal sealed record BuiltModel
{
    /// <summary>As the project names it.</summary>
    public required string Name { get; init; }

    /// <summary>The digest of all that decides about the result.</summary>
    public required string Key { get; init; }

    /// <summary>When the inputs were looked at.</summary>
    public required DateTime Looked { get; init; }

    /// <summary>Whether the target was missed, so that the original or something slower than asked for is delivered.</summary>
    public bool Missed { get; init; }

    /// <summary>What was read.</summary>
    public required ImmutableArray<BuiltFile> Inputs { get; init; }

    /// <summary>What was written; the model first.</summary>
    public required ImmutableArray<BuiltFile> Outputs { get; init; }
}
