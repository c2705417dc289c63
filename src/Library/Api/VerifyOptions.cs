namespace DepthCompress;

/// <summary>How two networks are compared.</summary>
public sealed record VerifyOptions : NetworkOptions
{
    /// <summary>How many times the original's own rounding error is allowed, where numbers are compared.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>Whether quality on <see cref="NetworkOptions.Data"/> is compared instead of numbers.</summary>
    public bool Approximate { get; init; }

    /// <summary>
    /// With <see cref="Approximate"/>: the most that may be lost, in the unit of the measure; <c>0.005</c> is half a percentage point.
    /// </summary>
    public double? MaxDrop { get; init; }

    internal override Settings ToSettings() => base.ToSettings() with { MaxDrop = Text(MaxDrop) };
}
