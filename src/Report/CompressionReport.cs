using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Report;

/// <summary>Everything that is told about a finished compression, in whatever format.</summary>
public sealed record CompressionReport
{
    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>The file that was written; null where the original is kept.</summary>
    public string? Output { get; init; }

    /// <summary>The plan file that was written, or null.</summary>
    public string? PlanFile { get; init; }

    /// <summary>The version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The machine, in one line.</summary>
    public required string Machine { get; init; }

    /// <summary>How many times as fast the result was to be.</summary>
    public required double TargetSpeedup { get; init; }

    /// <summary>The samples that convolutions were solved for on, and those that quality was judged by.</summary>
    public required (string Calibration, int CalibrationCount, string Evaluation, int EvaluationCount) Data { get; init; }

    /// <summary>The original.</summary>
    public required NetworkFacts Before { get; init; }

    /// <summary>The compressed network.</summary>
    public required NetworkFacts After { get; init; }

    /// <summary>What came out.</summary>
    public required CompressionResult Result { get; init; }

    /// <summary>How it was fine-tuned; null where it was not.</summary>
    public TrainingFacts? Training { get; init; }

    /// <summary>What was proved about it, one line each; see <see cref="IsVerified"/>.</summary>
    public required ImmutableArray<(string Check, bool Passed, string Finding)> Checks { get; init; }

    /// <summary>What the plan was decided from.</summary>
    public DecisionFacts Decision { get; init; } = DecisionFacts.None;

    /// <summary>Where and how it was made.</summary>
    public required RunFacts Run { get; init; }

    /// <summary>The most memory that the process held, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>The settings in force.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Warnings on the way.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>The measures of quality as rows; where the trained weights are not used there is nothing but the fit.</summary>
    public ImmutableArray<ResultRow> QualityRows =>
        ResultRow.OfQuality(Result.Quality, Result.FineTuning is { IsKept: true } ? Result.AfterFit : null);

    /// <summary>The fine-tuning in words, a line each; empty without one.</summary>
    public ImmutableArray<string> TrainingLines => Training is null ? []
        : Result.FineTuning?.WhyNotKept is { } whyNot ? [.. TrainingText.Lines(Training), $"not used: {whyNot}"]
        : TrainingText.Lines(Training);

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);

    /// <summary>What the closed loop promised for the plan, at the pace the machine had during the last measurement.</summary>
    public double PredictedMilliseconds => Result.Before.Median * Result.PredictedRatio;

    /// <summary>About so many plans of the frontier, spread evenly over the speeds; first, last and the chosen one among them.</summary>
    public static ImmutableArray<(double Milliseconds, double Change)> Spread(
        ImmutableArray<(double Milliseconds, double Change)> frontier, int count, (double Milliseconds, double Change)? chosen = null)
    {
        if (frontier.Length <= count)
        {
            return frontier;
        }

        var (fastest, slowest) = (frontier[0].Milliseconds, frontier[^1].Milliseconds);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(step => fastest + ((slowest - fastest) * step / (count - 1)))
                .Select(wanted => frontier.MinBy(point => Math.Abs(point.Milliseconds - wanted)))
                .Concat(frontier.Where(point => point.Equals(chosen)))
                .Distinct()
                .OrderBy(point => point.Milliseconds),
        ];
    }
}
