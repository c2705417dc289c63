using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>A comparison as JSON, schema <c>depthcompress/comparison/1</c>; milliseconds, seconds.</summary>
public static class ComparisonJson
{
    /// <summary>The schema of the text.</summary>
    public const string Schema = "depthcompress/comparison/1";

    /// <summary>The whole text, indented.</summary>
    public static string Format(ComparisonReport report) => JsonReport.TextOf(json => Write(report, json));

    /// <summary>Writes one object.</summary>
    public static void Write(ComparisonReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("version", report.ToolVersion);
        json.WriteString("model", report.Model);
        json.WriteString("modelDigest", report.ModelDigest);
        json.WriteString("machine", report.Machine);
        json.WriteString("data", report.Data);
        json.WriteString("training", report.Training);
        json.WriteString("metric", report.Metric);
        json.WriteBoolean("complete", report.IsComplete);
        WriteOriginal(report, json);
        json.WriteStartArray("results");
        foreach (var row in report.Rows)
        {
            WriteRow(row, json);
        }

        json.WriteEndArray();
        json.WritePropertyName("configuration");
        report.Configuration.WriteTo(json);
        json.WriteStartArray("warnings");
        foreach (var warning in report.Warnings)
        {
            json.WriteStringValue(warning.ToLine(report.Model));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOriginal(ComparisonReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject("original");
        if (report.OriginalLatency is { } latency)
        {
            json.WriteFinite("latencyMs", latency.Median);
            json.WriteFinite("latencyHalfWidthMs", latency.HalfWidth);
        }

        if (report is { Metric: { } metric, OriginalQuality: { } level })
        {
            json.WritePropertyName("quality");
            QualityJson.WriteLevel(metric, level, report.Finished.First().Outcome!.Quality[0].Samples, json);
        }

        JsonReport.WriteFacts("network", report.Original, json);
        json.WriteEndObject();
    }

    private static void WriteRow(ComparisonRow row, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("method", row.Method);
        json.WriteNumber("targetSpeedup", row.Target);
        if (row.Failure is { } failure)
        {
            json.WriteString("status", "failed");
            json.WriteStartObject("failure");
            json.WriteString("code", failure.Code);
            json.WriteString("reason", failure.Reason);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("status", row.IsMet ? "met" : "missed");
            WriteOutcome(row, row.Outcome!, json);
        }

        json.WriteEndObject();
    }

    private static void WriteOutcome(ComparisonRow row, ComparisonOutcome outcome, Utf8JsonWriter json)
    {
        json.WriteString("verdict", outcome.Verdict);
        json.WriteString("explanation", outcome.Explanation);
        json.WriteBoolean("fastestOfMethod", outcome.IsFastest);
        json.WriteString("model", outcome.Model);
        json.WriteString("plan", outcome.Plan);
        json.WriteNumber("segments", outcome.Segments);
        WriteLatency(row, json);
        QualityJson.WriteAll(outcome.Quality, outcome.AfterFit, json);
        WriteComparison(row, json);
        JsonReport.WriteFacts("network", outcome.Facts, json);
        WriteTraining(outcome, json);
        json.WriteFinite("planningSeconds", Math.Round(outcome.PlanningSeconds, 3));
        json.WriteStartObject("seconds");
        foreach (var (stage, seconds) in outcome.Seconds.OrderBy(stage => stage.Key, StringComparer.Ordinal))
        {
            json.WriteFinite(stage, Math.Round(seconds, 3));
        }

        json.WriteEndObject();
        json.WriteBoolean("verified", outcome.IsVerified);
        JsonReport.WriteChecks([.. outcome.Checks.Select(check => (check.Check, check.Passed, check.Finding))], json);
    }

    private static void WriteLatency(ComparisonRow row, Utf8JsonWriter json)
    {
        if (row is not { Latency: { } latency, Speed: { } speed })
        {
            return;
        }

        json.WriteStartObject("latency");
        json.WriteFinite("ms", latency.Median);
        json.WriteFinite("halfWidthMs", latency.HalfWidth);
        LatencyJson.WriteSpeedup(speed, json);
        json.WriteNumber("rounds", speed.Rounds);
        json.WriteString("noise", LatencyJson.NameOf(speed.Noise));
        json.WriteEndObject();
    }

    private static void WriteComparison(ComparisonRow row, Utf8JsonWriter json)
    {
        var level = row.Outcome!.Quality[0].AfterInterval;
        json.WriteFinite("qualityLow", level.Low);
        json.WriteFinite("qualityHigh", level.High);
        json.WriteBoolean("best", row.IsBest);
        if (row.ToBest is { } difference)
        {
            json.WriteStartObject("differenceToBest");
            json.WriteFinite("value", difference.Value);
            json.WriteFinite("low", difference.Low);
            json.WriteFinite("high", difference.High);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("differenceToBest");
        }
    }

    private static void WriteTraining(ComparisonOutcome outcome, Utf8JsonWriter json)
    {
        if (outcome.Recipe is null)
        {
            json.WriteNull("training");
            return;
        }

        json.WriteStartObject("training");
        json.WriteString("recipe", outcome.Recipe);
        json.WriteNumber("steps", outcome.TrainingSteps);
        json.WriteFinite("seconds", Math.Round(outcome.TrainingSeconds, 3));
        json.WriteBoolean("kept", outcome.WhyNotKept is null);
        json.WriteString("whyNotKept", outcome.WhyNotKept);
        json.WriteEndObject();
    }
}
