namespace DepthCompress;

/// <summary>What a bundle holds; equal bundles have equal manifests.</summary>
internal sealed record BundleManifest
{
    /// <summary>The form this version writes, and the only one it reads.</summary>
    internal const string CurrentSchema = "depthcompress/bundle/1";

    /// <summary>The form of the bundle.</summary>
    public required string Schema { get; init; }

    /// <summary>The version of the program that wrote it.</summary>
    public required string Tool { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The execution provider that is used unless another is named.</summary>
    public required string Provider { get; init; }

    /// <summary>Threads, unless others are named.</summary>
    public required int Threads { get; init; }

    /// <summary>The engine's graph optimization, unless another is named.</summary>
    public required string OptimizationLevel { get; init; }

    /// <summary>Seconds that one measurement may take, unless others are named.</summary>
    public required double MeasureSeconds { get; init; }

    /// <summary>The length of the file of weights that the networks share.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public required string WeightDigest { get; init; }

    /// <summary>The networks, in the order of the table.</summary>
    public required ImmutableArray<BundleNetwork> Networks { get; init; }

    /// <summary>What the settings are on the target where nothing else is said there.</summary>
    internal Settings ToSettings() => new()
    {
        Provider = Provider,
        Threads = Threads,
        OptimizationLevel = OptimizationLevel,
        MeasureSeconds = MeasureSeconds,
    };

    /// <summary>What JSON allows and no manifest is; null for nothing.</summary>
    internal string? Problem =>
        Networks.IsDefaultOrEmpty ? "it holds no networks"
        : Networks.Any(network => network is null || !IsSignature(network.Signature)) ? "a network has no name"
        : Networks.DistinctBy(network => network.Signature).Count() != Networks.Length ? "a network is there twice"
        : WeightBytes < 0 || Networks.Any(network => network.Bytes is <= 0 or > int.MaxValue) ? "a length is none"
        : Networks.Any(network => network.Inputs.IsDefault || network.Inputs.Any(input => input is null)) ? "an input is null"
        : Networks.SelectMany(network => network.Inputs).Select(input => input.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>Names become paths; these are digits and nothing else.</summary>
    private static bool IsSignature(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
