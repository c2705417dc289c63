using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>Quality with its intervals.</summary>
internal static class QualityParts
{
    /// <summary>A drawing for every measure, the original first; nothing where no interval is known.</summary>
    internal static IEnumerable<ReportBlock> Of(JsonElement report)
    {
        var measures = report.GetProperty("qualities").EnumerateArray().Where(quality => double.IsFinite(Number(quality, "afterLow")))
            .GroupBy(quality => Required(quality, "metric")).ToList();
        if (measures.Count == 0)
        {
            yield break;
        }

        yield return new ReportBlock.Heading("Quality with intervals");
        foreach (var measure in measures)
        {
            var rows = measure.Select(quality => Level(measure.Key, Text(quality, "stage") ?? "after", quality, "after")).ToImmutableArray();
            yield return new ReportBlock.Intervals($"{measure.Key} on {Number(measure.First(), "samples")} samples, with 95 % intervals",
                double.IsFinite(Number(measure.First(), "beforeLow")) ? rows.Insert(0, Level(measure.Key, "before", measure.First(), "before")) : rows);
        }

        yield return new ReportBlock.Table([("", false), ("before", true), ("after", true), ("", false)],
            [.. measures.SelectMany(measure => measure.Select(quality =>
                Quality(Text(quality, "stage") is { } stage ? $"{measure.Key}, {stage}" : measure.Key, quality)))]);
    }

    private static (string, double, double, double, string) Level(string metric, string name, JsonElement quality, string which)
    {
        var (value, low, high) = (Number(quality, which), Number(quality, $"{which}Low"), Number(quality, $"{which}High"));
        return (name, low, value, high, $"{Figures.Quality(metric, value)} ({Figures.Quality(metric, low)} to {Figures.Quality(metric, high)})");
    }
}
