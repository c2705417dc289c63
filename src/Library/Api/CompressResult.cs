using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What came of a compression. Whatever the verdict is, <see cref="Network"/> is never worse than the original: it may be it.</summary>
public sealed record CompressResult
{
    /// <summary>How it ended.</summary>
    public required CompressionVerdict Verdict { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Explanation { get; init; }

    /// <summary>The compressed network where <see cref="IsBetter"/>, else the original.</summary>
    public required NetworkModel Network { get; init; }

    /// <summary>The file of <see cref="Network"/>; null where none was written.</summary>
    public required string? Output { get; init; }

    /// <summary>Both networks, measured in the same rounds.</summary>
    public required SpeedComparison Latency { get; init; }

    /// <summary>The latency that was promised for the plan before any weight was solved for, in milliseconds.</summary>
    public required double PredictedMs { get; init; }

    /// <summary>The measures of quality; the first decides.</summary>
    public required ImmutableArray<QualityComparison> Quality { get; init; }

    /// <summary>The decision.</summary>
    public required NetworkPlan Plan { get; init; }

    /// <summary>The file of the plan; null where none was written.</summary>
    public required string? PlanFile { get; init; }

    /// <summary>What was proved.</summary>
    public required ImmutableArray<ResultCheck> Checks { get; init; }

    /// <summary>The original.</summary>
    public required NetworkSize Before { get; init; }

    /// <summary>The compressed network.</summary>
    public required NetworkSize After { get; init; }

    /// <summary>What was found on the way.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);

    /// <summary>Whether the result is faster, verified, and within the quality that may be lost.</summary>
    public bool IsBetter => Verdict is CompressionVerdict.Met or CompressionVerdict.TargetMissed && IsVerified;

    internal CompressionReport Report { get; init; } = null!;

    /// <summary>The report as JSON, of the schema <c>depthcompress/result/1</c>.</summary>
    public string ToJson() => TextOf(".json");

    /// <summary>The report as Markdown.</summary>
    public string ToMarkdown() => TextOf(".md");

    /// <summary>The report as one HTML file that needs no other.</summary>
    public string ToHtml() => TextOf(".html");

    internal static CompressResult Of(CompressionReport report, NetworkModel network, Session session) => new()
    {
        Verdict = (CompressionVerdict)report.Result.Verdict,
        Explanation = report.Result.Explanation,
        Network = network,
        Output = report.Output,
        Latency = SpeedComparison.Of(report.Result.Before, report.Result.After, report.Result.Speed),
        PredictedMs = report.PredictedMilliseconds,
        Quality = QualityComparison.Of(report.Result.Quality),
        Plan = new NetworkPlan(report.Result.Plan, report.PlanFile),
        PlanFile = report.PlanFile,
        Checks = ResultCheck.Of(report.Checks),
        Before = NetworkSize.Of(report.Before),
        After = NetworkSize.Of(report.After),
        Diagnostics = session.Diagnostics.All,
        Report = report,
    };

    private string TextOf(string ending) => LibraryRun.Do(() => ReportFiles.FormatOf(ending)(JsonReport.Format(Report)));
}
