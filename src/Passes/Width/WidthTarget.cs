namespace DepthCompress.Passes.Width;

/// <summary>How much of a network is to go, and what must stay.</summary>
public sealed record WidthTarget
{
    /// <summary>The part of the costs that is to be removed, between 0 and 1.</summary>
    public required double Removed { get; init; }

    /// <summary>Whether parameters are counted instead of multiply-accumulates.</summary>
    public bool CountsParameters { get; init; }

    /// <summary>Whether every group gives up the same part; otherwise the least important units of the whole network go.</summary>
    public bool IsUniform { get; init; }

    /// <summary>What is left of a group's channels is a multiple of this, where anything is removed from it.</summary>
    public int Alignment { get; init; } = 1;

    /// <summary>The fewest channels of a group that are left; a group that has fewer keeps them all.</summary>
    public int FewestChannels { get; init; } = 1;

    /// <summary>The smallest part of a group's channels that is left, so that no order of importance empties a layer.</summary>
    public double SmallestPart { get; init; } = 0.1;

    /// <summary>What axes known only by name count as.</summary>
    public int UnknownExtent { get; init; } = 1;
}
