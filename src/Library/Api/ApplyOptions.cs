namespace DepthCompress;

/// <summary>How a plan is realized. Images, their preprocessing and the seed are those of the plan unless they are named.</summary>
public sealed record ApplyOptions : NetworkOptions
{
    /// <summary>The file of the result; null for none: see <see cref="ApplyResult.Network"/>.</summary>
    public string? Output { get; init; }

    /// <summary>Whether a file that exists is replaced. The model itself never is.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the plan may be that of another model, applied by the names of its layers.</summary>
    public bool ForcePlan { get; init; }
}
