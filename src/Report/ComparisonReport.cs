using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>Everything that is told about several methods at several targets, in whatever format.</summary>
public sealed record ComparisonReport
{
    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>The version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The machine, in one line.</summary>
    public required string Machine { get; init; }

    /// <summary>The samples that quality was judged by.</summary>
    public required string Data { get; init; }

    /// <summary>How every result was trained, in a line; null where nothing was.</summary>
    public string? Training { get; init; }

    /// <summary>The original.</summary>
    public required NetworkFacts Original { get; init; }

    /// <summary>The original, measured in the same rounds as all results; null where there is no result.</summary>
    public LatencyEstimate? OriginalLatency { get; init; }

    /// <summary>The results, target by target.</summary>
    public required ImmutableArray<ComparisonRow> Rows { get; init; }

    /// <summary>The settings in force, apart from method and target.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Warnings on the way.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>The targets, slowest first.</summary>
    public ImmutableArray<double> Targets => [.. Rows.Select(row => row.Target).Distinct()];

    /// <summary>The methods, as they were named.</summary>
    public ImmutableArray<string> Methods => [.. Rows.Select(row => row.Method).Distinct()];

    /// <summary>The measure that methods are compared by; null where there is no result.</summary>
    public string? Metric => Finished.FirstOrDefault()?.Outcome?.Quality[0].Metric;

    /// <summary>What the original scores; null where there is no result.</summary>
    public Interval? OriginalQuality => Finished.FirstOrDefault()?.Outcome?.Quality[0].BeforeInterval;

    /// <summary>The rows that have a result.</summary>
    public IEnumerable<ComparisonRow> Finished => Rows.Where(row => row.Outcome is not null);

    /// <summary>Whether every row has a result, and every result is verified.</summary>
    public bool IsComplete => Rows.All(row => row.Outcome is { IsVerified: true });
}
