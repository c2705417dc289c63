using System.Text.Json;
using System.Text.Json.Nodes;

namespace DepthCompress.Report;

/// <summary>What a plan was decided from, as JSON: three properties of an object that is open.</summary>
internal static class DecisionJson
{
    private const int Digits = 6;

    internal static void Write(DecisionFacts decision, Utf8JsonWriter json)
    {
        json.WriteStartArray("chains");
        foreach (var chain in decision.Chains)
        {
            WriteChain(chain, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("candidates");
        foreach (var one in decision.Candidates)
        {
            WriteRow(json, one.Chain, one.First, one.Last, one.How, Finite(one.SavedMilliseconds), Finite(one.Change), one.IsChosen);
        }

        json.WriteEndArray();
        json.WriteStartArray("rounds");
        foreach (var round in decision.Rounds)
        {
            json.WriteStartObject();
            json.WriteFinite("budget", round.Budget);
            json.WriteFinite("predicted", round.Predicted);
            json.WriteFinite("measured", round.Measured);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An array in one line: there are thousands of them.</summary>
    internal static void WriteRow(Utf8JsonWriter json, params ReadOnlySpan<JsonNode?> cells) =>
        json.WriteRawValue(new JsonArray([.. cells]).ToJsonString(JsonReport.Relaxed));

    /// <summary>A number; null where it is not finite.</summary>
    internal static JsonNode? Finite(double value) => double.IsFinite(value) ? Math.Round(value, Digits) : null;

    private static void WriteChain(ChainFacts chain, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("layers");
        foreach (var layer in chain.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteString("form", layer.Form);
            json.WriteString("fate", layer.Fate);
            json.WriteString("why", layer.Why);
            if (layer.Segment is { } segment)
            {
                json.WriteNumber("segment", segment);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("skips");
        foreach (var (from, to, shortcut) in chain.Skips)
        {
            json.WriteStartObject();
            json.WriteNumber("from", from);
            json.WriteNumber("to", to);
            json.WriteString("shortcut", shortcut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("end", chain.End);
        json.WriteEndObject();
    }
}
