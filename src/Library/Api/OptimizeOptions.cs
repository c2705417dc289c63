namespace DepthCompress;

/// <summary>Where a lossless result goes.</summary>
public sealed record OptimizeOptions
{
    /// <summary>The file of the result; null for none: see <see cref="OptimizeResult.Network"/>.</summary>
    public string? Output { get; init; }

    /// <summary>Whether a file that exists is replaced. The model itself never is.</summary>
    public bool Force { get; init; }

    /// <summary>Whether networks run in a process of their own: see <see cref="NetworkOptions.Isolate"/>.</summary>
    public bool? Isolate { get; init; }

    /// <summary>With <see cref="Isolate"/>: the most memory of that process, such as <c>4GB</c>. Default: 90 % of the machine's.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>With <see cref="Isolate"/>: the most seconds that a network may run at a time. Default: 1800.</summary>
    public double? TimeLimit { get; init; }

    internal Settings Isolation => new() { Isolate = Isolate, MemoryLimit = MemoryLimit, TimeLimit = TimeLimit };
}
