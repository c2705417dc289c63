namespace DepthCompress;

/// <summary>What a compression is to reach, and what it writes.</summary>
/// <example><code>
/// new CompressOptions { Data = "npy:images.npy", Preprocess = "unit", Speedup = 1.5, MaxDrop = 0.01, Output = "small.onnx" }
/// </code></example>
public sealed record CompressOptions : PlanOptions
{
    /// <summary>The file of the result, written where the result is better; null for none: see <see cref="CompressResult.Network"/>.</summary>
    public string? Output { get; init; }

    /// <summary>The file of the plan; null for none: see <see cref="CompressResult.Plan"/>.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Files of reports; their names end in <c>.html</c>, <c>.md</c> or <c>.json</c>.</summary>
    public ImmutableArray<string> Reports { get; init; } = [];

    /// <summary>Whether files that exist are replaced. The model itself never is.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the original is copied to <see cref="Output"/> where the result is not better.</summary>
    public bool KeepOriginal { get; init; }
}
