namespace DepthCompress.Training;

/// <summary>How a network is made narrower. Exactly one of <see cref="Flops"/> and <see cref="Params"/> is named.</summary>
/// <example><code>
/// new PruneOptions { Method = "l1", Flops = 0.3, Data = "npy:images.npy", Preprocess = "unit", FineTune = true }
/// </code></example>
public sealed record PruneOptions : NetworkOptions
{
    /// <summary>
    /// What decides: <c>l1</c>, <c>l2</c>, <c>bn</c>, <c>random</c>; with images and libtorch also <c>taylor</c>, <c>dsp</c>, <c>fcf</c>.
    /// </summary>
    public string Method { get; init; } = "l1";

    /// <summary>The part of the multiply-accumulates of the whole network that is to go: <c>0.45</c>.</summary>
    public double? Flops { get; init; }

    /// <summary>The part of the parameters that is to go.</summary>
    public double? Params { get; init; }

    /// <summary>Whether the same part of every layer goes, instead of the least important channels of the whole network.</summary>
    public bool Uniform { get; init; }

    /// <summary>Numbers of channels that are left are multiples of this.</summary>
    public int Align { get; init; } = 1;

    /// <summary>The fewest channels of a layer that are left.</summary>
    public int MinChannels { get; init; } = 1;

    /// <summary>The smallest part of a layer's channels that is left.</summary>
    public double MinPart { get; init; } = 0.1;

    /// <summary>Whether the narrow network is trained to imitate the original; needs images and libtorch.</summary>
    public bool FineTune { get; init; }

    /// <summary>How it is trained, and how the methods that learn do; null for the defaults.</summary>
    public Recipe? Training { get; init; }

    /// <summary>The file of the result; null for none: see <see cref="TrainedResult.Network"/>.</summary>
    public string? Output { get; init; }

    /// <summary>The file of the plan, which <c>depthcompress apply</c> takes; null for none.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Files of reports; their names end in <c>.html</c>, <c>.md</c> or <c>.json</c>.</summary>
    public ImmutableArray<string> Reports { get; init; } = [];

    /// <summary>Whether files that exist are replaced. The model itself never is.</summary>
    public bool Force { get; init; }
}
