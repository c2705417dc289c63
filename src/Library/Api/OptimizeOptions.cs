namespace DepthCompress;

/// <summary>Where a lossless result goes.</summary>
public sealed record OptimizeOptions
{
    /// <summary>The file of the result; null for none: see <see cref="OptimizeResult.Network"/>.</summary>
    public string? Output { get; init; }

    /// <summary>Whether a file that exists is replaced. The model itself never is.</summary>
    public bool Force { get; init; }
}
