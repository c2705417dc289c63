using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>Runs side by side as JSON: docs/schemas/runs.schema.json.</summary>
public static class RunComparisonJson
{
    /// <summary>The schema of the text.</summary>
    public const string Schema = "depthcompress/runs/1";

    /// <summary>Writes one object.</summary>
    public static void Write(RunComparison comparison, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteStartArray("runs");
        foreach (var run in comparison.Runs)
        {
            Write(run, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("settingsThatDiffer");
        foreach (var (setting, values) in comparison.Differences)
        {
            json.WriteStartObject();
            json.WriteString("setting", setting);
            WriteLines("values", values, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteLines("cautions", comparison.Cautions, json);
        json.WriteEndObject();
    }

    private static void Write(RunSummary run, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", run.Name);
        json.WriteString("command", run.Command);
        json.WriteString("model", run.Model);
        json.WriteString("modelDigest", run.ModelDigest);
        json.WriteString("verdict", run.Verdict);
        json.WriteBoolean("verified", run.IsVerified);
        json.WriteString("machine", run.Machine);
        json.WriteFinite("beforeMs", run.Milliseconds.Before);
        json.WriteFinite("afterMs", run.Milliseconds.After);
        json.WriteFinite("speedup", run.Speedup.Value);
        json.WriteFinite("speedupLow", run.Speedup.Low);
        json.WriteFinite("speedupHigh", run.Speedup.High);
        json.WritePropertyName("quality");
        if (run.Quality is { } quality)
        {
            QualityJson.Write(quality, json);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStartObject("size");
        foreach (var (name, before, after) in run.Counts)
        {
            json.WriteStartObject(name);
            json.WriteFinite("before", before);
            json.WriteFinite("after", after);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
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
}
