namespace DepthCompress.Passes.Planning;

/// <summary>How DepthShrinker is set, besides how its search trains.</summary>
public sealed record ShrinkOptions
{
    /// <summary>How many units a plan keeps, those worth most; null: as many as the latency allows.</summary>
    public KeepCount? Keep { get; init; }

    /// <summary>An architecture that is given: for every unit, the stem and the head included, whether it is kept. Null to search.</summary>
    public ImmutableArray<bool>? Units { get; init; }

    /// <summary>Whether each activation of a block has a score of its own; the block goes where all of them are low in worth.</summary>
    public bool HasSingleGates { get; init; }

    /// <summary>What stands behind a merged block.</summary>
    public TrailingActivation Trailing { get; init; }

    /// <summary>
    /// Whether a depthwise and a pointwise convolution without an expansion are merged into one dense convolution, which multiplies their
    /// work; the published networks only drop the activation.
    /// </summary>
    public bool MergesSeparable { get; init; }
}
