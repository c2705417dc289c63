using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>In what a network shall differ from the published one; null for not at all.</summary>
public sealed record ZooOptions
{
    /// <summary>What the published widths (those of factor 1) are multiplied by.</summary>
    public double? Width { get; init; }

    public int? Classes { get; init; }

    public ImageShape? Input { get; init; }

    public InitialWeights Weights { get; init; } = InitialWeights.Trainable;

    public int Seed { get; init; } = 1;
}
