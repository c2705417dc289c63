namespace DepthCompress;

/// <summary>What a plan is to reach, and what it may consist of. At most one of the three targets is named.</summary>
public record PlanOptions : NetworkOptions
{
    /// <summary>How many times as fast the result is to be: <c>1.5</c>.</summary>
    public double? Speedup { get; init; }

    /// <summary>The latency of the result as a part of the original's: <c>0.7</c>.</summary>
    public double? TargetLatency { get; init; }

    /// <summary>The latency of the result in milliseconds.</summary>
    public double? BudgetMs { get; init; }

    /// <summary>
    /// The most quality that may be lost, in the unit of the measure: <c>0.005</c> is half a percentage point of accuracy or agreement.
    /// Default: none is named.
    /// </summary>
    public double? MaxDrop { get; init; }

    /// <summary>
    /// The method that plans: <c>fit</c>, <c>two-stage</c>, <c>layermerge</c>, <c>layer-only</c>, <c>depthshrinker</c>, <c>uniform</c>.
    /// Default: <c>fit</c>.
    /// </summary>
    public string? Method { get; init; }

    /// <summary>Families of candidates. Default: <c>identity</c>, <c>fit</c>, <c>absorb</c>, <c>thin</c>.</summary>
    public ImmutableArray<string>? Families { get; init; }

    /// <summary>Kernel sizes of fitted convolutions. Default: 1, 3, 5.</summary>
    public ImmutableArray<int>? Kernels { get; init; }

    /// <summary>The most layers in one segment. Default: 20.</summary>
    public int? LongestSegment { get; init; }

    /// <summary>Channels that stay in narrower layers, as parts or numbers. Default: <c>1/4</c>, <c>3/8</c>, <c>1/2</c>, <c>3/4</c>.</summary>
    public ImmutableArray<string>? Ranks { get; init; }

    /// <summary>What those numbers are multiples of. Default: 8.</summary>
    public int? RankAlign { get; init; }

    internal override Settings ToSettings() => base.ToSettings() with
    {
        Speedup = Text(Speedup, "x"),
        TargetLatency = TargetLatency is { } part ? Text((double)((decimal)part * 100), "%") : null,
        BudgetMs = BudgetMs,
        MaxDrop = Text(MaxDrop),
        Method = Method,
        Families = Families,
        Kernels = Kernels,
        LongestSegment = LongestSegment,
        Ranks = Ranks,
        RankAlign = RankAlign,
    };
}
