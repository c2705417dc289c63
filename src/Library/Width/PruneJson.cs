using System.Text.Json;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What came of narrowing, as JSON: docs/schemas/prune.schema.json. The other reports are drawn from it.</summary>
internal static class PruneJson
{
    /// <summary>The schema of the text.</summary>
    internal const string Schema = ReportReader.PruneSchema;

    /// <summary>Writes one object.</summary>
    internal static void Write(PruneReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("version", ToolVersion.Text);
        json.WriteString("model", report.Model);
        json.WriteString("modelDigest", report.ModelDigest);
        json.WriteString("machine", report.Machine);
        json.WriteString("output", report.IsVerified ? report.Files.Output : null);
        json.WriteString("planFile", report.IsVerified ? report.Files.PlanFile : null);
        json.WriteString("method", report.Plan.Method);
        json.WriteString("target", report.Plan.Target);
        json.WriteBoolean("depthFirst", report.Plan.Depth is not null);
        WriteLatency(report, json);
        WriteRemoved(report.Removed, json);
        if (!report.Quality.IsEmpty)
        {
            json.WritePropertyName("quality");
            QualityJson.Write(report.Quality.First(entry => entry.Stage == report.Quality[^1].Stage).Change, json);
        }

        WriteQuality(report, json);
        json.WriteString("whyNotKept", report.WhyNotKept);
        json.WriteBoolean("verified", report.IsVerified);
        JsonReport.WriteChecks(report.Checks, json);
        JsonReport.WriteFacts("before", report.Before, json);
        JsonReport.WriteFacts("after", report.After!, json);
        WriteTraining("learning", report.Learning, json);
        WriteTraining("training", report.Training, json);
        WriteLines("notes", report.Notes, json);
        WriteGroups(report, json);
        WriteLayers(report, json);
        json.WriteString("data", report.Data);
        json.WritePropertyName("configuration");
        report.Configuration.WriteTo(json);
        WriteLines("warnings", report.Warnings, json);
        RunJson.Write(report.Run, json);
        json.WriteEndObject();
    }

    private static void WriteLatency(PruneReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject("latency");
        LatencyJson.WriteBoth(report.Latency.Before, report.Latency.After, report.Latency.Speed, json);
        if (report.Dense is var (estimate, speed))
        {
            json.WriteStartObject("dense");
            json.WriteFinite("ms", estimate.Median);
            LatencyJson.WriteSpeedup(speed, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteRemoved(RemovedParts removed, Utf8JsonWriter json)
    {
        json.WriteStartObject("removed");
        json.WriteFinite("macs", removed.MultiplyAccumulates);
        json.WriteFinite("parameters", removed.Parameters);
        json.WriteFinite("prunableMacs", removed.PrunableMultiplyAccumulates);
        json.WriteFinite("prunableParameters", removed.PrunableParameters);
        json.WriteEndObject();
    }

    private static void WriteQuality(PruneReport report, Utf8JsonWriter json)
    {
        json.WriteStartArray("qualities");
        foreach (var (stage, change) in report.Quality)
        {
            QualityJson.Write(stage, change, json);
        }

        json.WriteEndArray();
    }

    private static void WriteTraining(string name, TrainingFacts? facts, Utf8JsonWriter json)
    {
        if (facts is not null)
        {
            TrainingJson.Write(name, facts, json);
        }
    }

    private static void WriteLines(string name, IEnumerable<string> lines, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var line in lines)
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }

    private static void WriteGroups(PruneReport report, Utf8JsonWriter json)
    {
        json.WriteStartArray("groups");
        foreach (var group in report.Plan.Groups)
        {
            json.WriteStartObject();
            json.WriteString("name", group.Name);
            json.WriteNumber("units", group.Units);
            json.WriteNumber("kept", group.Kept.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLayers(PruneReport report, Utf8JsonWriter json)
    {
        json.WriteStartArray("layers");
        foreach (var layer in report.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteNumber("filters", layer.Mask.Filters);
            json.WriteNumber("channels", layer.Mask.Channels);
            json.WriteFinite("density", layer.Density);
            json.WriteStartArray("branches");
            foreach (var branch in Passes.Width.PlannedBranch.Of(layer.Mask))
            {
                json.WriteStartObject();
                json.WriteNumber("channels", branch.Channels.Length);
                json.WriteNumber("filters", branch.Filters.Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("layout", layer.Layout);
            json.WriteStartObject("ms");
            foreach (var (layout, milliseconds) in layer.Times)
            {
                json.WriteFinite(layout, milliseconds);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
