using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>A training run as JSON.</summary>
public static class TrainingJson
{
    /// <summary>Writes an object of that name.</summary>
    public static void Write(string name, TrainingFacts facts, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("recipe", facts.Recipe);
        json.WriteString("data", facts.Data);
        json.WriteNumber("images", facts.Images);
        json.WriteNumber("batchSize", facts.BatchSize);
        json.WriteNumber("seed", facts.Seed);
        json.WriteString("teacher", facts.Teacher);
        json.WriteNumber("steps", facts.Steps);
        json.WriteNumber("resumedFrom", facts.ResumedFrom);
        json.WriteFinite("epochs", Math.Round(facts.Epochs, 3));
        json.WriteFinite("loss", facts.Loss);
        json.WriteString("metric", facts.Metric);
        if (facts.Validation is { } validation)
        {
            json.WriteFinite("validation", validation);
        }
        else
        {
            json.WriteNull("validation");
        }

        json.WriteStartArray("validations");
        foreach (var (step, metric) in facts.Validations)
        {
            json.WriteStartObject();
            json.WriteNumber("step", step);
            json.WriteFinite("value", metric);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("history");
        foreach (var (step, loss, rate) in facts.History)
        {
            DecisionJson.WriteRow(json, step, DecisionJson.Finite(loss), DecisionJson.Finite(rate));
        }

        json.WriteEndArray();
        json.WriteBoolean("stoppedEarly", facts.StoppedEarly);
        json.WriteFinite("seconds", Math.Round(facts.Seconds, 3));
        json.WriteFinite("secondsPerStep", facts.SecondsPerStep);
        json.WriteFinite("imagesPerSecond", facts.ImagesPerSecond);
        json.WriteFinite("waitedSeconds", Math.Round(facts.WaitedSeconds, 3));
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static TrainingFacts Read(JsonElement json) => new()
    {
        Recipe = json.GetProperty("recipe").GetString()!,
        Data = json.GetProperty("data").GetString()!,
        Images = json.GetProperty("images").GetInt32(),
        BatchSize = json.GetProperty("batchSize").GetInt32(),
        Seed = json.GetProperty("seed").GetInt32(),
        Teacher = ReportParts.Text(json, "teacher"),
        Steps = json.GetProperty("steps").GetInt64(),
        ResumedFrom = json.GetProperty("resumedFrom").GetInt64(),
        Loss = ReportParts.Number(json, "loss"),
        Validations = [.. json.GetProperty("validations").EnumerateArray().Select(entry => (entry.GetProperty("step").GetInt64(), ReportParts.Number(entry, "value")))],
        History = json.TryGetProperty("history", out var history) ? [.. history.EnumerateArray().Select(ReadEntry)] : [],
        Metric = ReportParts.Text(json, "metric"),
        Validation = ReportParts.Number(json, "validation") is var value && double.IsFinite(value) ? value : null,
        StoppedEarly = json.GetProperty("stoppedEarly").GetBoolean(),
        Seconds = ReportParts.Number(json, "seconds"),
        WaitedSeconds = ReportParts.Number(json, "waitedSeconds"),
    };

    private static (long, double, double) ReadEntry(JsonElement row) => (row[0].GetInt64(), NumberOf(row[1]), NumberOf(row[2]));

    private static double NumberOf(JsonElement cell) => cell.ValueKind is JsonValueKind.Number ? cell.GetDouble() : double.NaN;
}
