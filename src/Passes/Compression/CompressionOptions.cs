using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <summary>What a compression is to reach, and what it may use.</summary>
public sealed record CompressionOptions
{
    /// <summary>The measured latency to reach, as a part of the original's: 0.5 is twice as fast.</summary>
    public required double TargetRatio { get; init; }

    /// <summary>The most that the first quality measure may lose, in its own unit; null for no floor.</summary>
    public double? MostDrop { get; init; }

    /// <summary>The sizes of the inputs that latency is measured with, batch first.</summary>
    public required ImmutableArray<ImmutableArray<int>> InputShapes { get; init; }

    /// <summary>The method that plans.</summary>
    public MethodOptions Method { get; init; } = new();

    /// <summary>Which candidates <c>fit</c> considers.</summary>
    public CandidateOptions Enumeration { get; init; } = new();

    /// <summary>Compares candidates by fit error alone, see <see cref="Importance.ImportanceRequest.FitErrorOnly"/>.</summary>
    public bool FitErrorOnly { get; init; }

    /// <summary>How regressions are set up.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>How the fitted network is trained; null where it is not.</summary>
    public FineTune? FineTune { get; init; }

    /// <summary>The plan of a run of the same options that was stopped: it is measured again, instead of looking for another. Null to look.</summary>
    public CompressionPlan? Plan { get; init; }

    /// <summary>Where no plan of the method reaches the target, its fastest one is realized instead of an error.</summary>
    public bool FastestIfUnreachable { get; init; }

    /// <summary>Written into plans.</summary>
    public required string ToolVersion { get; init; }
}
