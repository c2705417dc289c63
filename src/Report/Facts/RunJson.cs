using System.Globalization;
using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>Where and how a run was made, as JSON: two properties and an object in an object that is open.</summary>
public static class RunJson
{
    /// <summary>Writes them.</summary>
    public static void Write(RunFacts run, Utf8JsonWriter json)
    {
        json.WriteString("created", run.Created.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteStartArray("command");
        foreach (var word in run.Command)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
        json.WriteStartObject("environment");
        json.WriteString("device", run.Machine.Device);
        json.WriteString("provider", run.Machine.Provider);
        json.WriteString("engine", run.Machine.Engine);
        json.WriteNumber("threads", run.Machine.Threads);
        json.WriteString("optimizationLevel", run.Machine.OptimizationLevel);
        json.WriteString("system", run.System);
        json.WriteString("runtime", run.Runtime);
        json.WriteNumber("processors", run.Processors);
        json.WriteStartArray("inputShapes");
        foreach (var shape in run.InputShapes)
        {
            json.WriteStringValue(shape);
        }

        json.WriteEndArray();
        if (run.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        json.WriteEndObject();
    }
}
