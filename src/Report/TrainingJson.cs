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
        json.WriteBoolean("stoppedEarly", facts.StoppedEarly);
        json.WriteFinite("seconds", Math.Round(facts.Seconds, 3));
        json.WriteFinite("secondsPerStep", facts.SecondsPerStep);
        json.WriteFinite("imagesPerSecond", facts.ImagesPerSecond);
        json.WriteFinite("waitedSeconds", Math.Round(facts.WaitedSeconds, 3));
        json.WriteEndObject();
    }
}
