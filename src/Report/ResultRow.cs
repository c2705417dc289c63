using DepthCompress.Passes.Compression;

namespace DepthCompress.Report;

/// <summary>A line of the table of results, in words; the reports and the terminal differ in how they draw it.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Before">Of the original.</param>
/// <param name="After">Of the result.</param>
/// <param name="Note">What to make of it.</param>
public sealed record ResultRow(string Name, string Before, string After, string Note)
{
    /// <summary>The measures of quality; with fine-tuning each of them twice, when weights were only solved for and in the end.</summary>
    public static ImmutableArray<ResultRow> OfQuality(ImmutableArray<QualityChange> quality, ImmutableArray<QualityChange>? afterFit) =>
    [
        .. quality.SelectMany((change, index) => afterFit is { } fits
            ? new[] { Of($"{change.Metric}, fitted", fits[index]), Of($"{change.Metric}, fine-tuned", change) }
            : [Of(change.Metric, change)]),
    ];

    private static ResultRow Of(string name, QualityChange change) => new(name, Figures.Quality(change.Metric, change.Before),
        Figures.Quality(change.Metric, change.After), $"loss {Figures.Drop(change)}, {change.Samples} samples");
}
