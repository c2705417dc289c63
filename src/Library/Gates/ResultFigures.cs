using System.Text.Json;

namespace DepthCompress;

/// <summary>The figures of a result, which is what the command printed or wrote as JSON: what is judged now and later is the same.</summary>
internal sealed class ResultFigures(JsonElement result)
{
    /// <summary>The figure of a metric; NaN where it has no finite value, null where it is not in the result.</summary>
    internal double? Of(GateMetric metric) => First(metric.Places) ?? (metric.Name == "drop" ? Drop : null);

    /// <summary>The same of the original.</summary>
    internal double? OfOriginal(GateMetric metric) => First(metric.Originals);

    /// <summary>The measure that losses are counted in; null where the result has none.</summary>
    internal string? Measure => (Find("quality.metric") ?? Find("models.last.againstFirst.first.metric"))?.GetString();

    private double? Drop => (Find("quality") ?? Find("models.last.againstFirst.first")) is { } quality
        && quality.TryGetProperty("before", out var before) && quality.TryGetProperty("after", out var after) ? Number(before) - Number(after) : null;

    private double? First(ImmutableArray<string> places) =>
        places.Select(Find).FirstOrDefault(found => found is not null) is { } value ? Number(value) : null;

    private static double Number(JsonElement value) => value.ValueKind is JsonValueKind.Number ? value.GetDouble() : double.NaN;

    private JsonElement? Find(string place)
    {
        JsonElement? here = result;
        foreach (var step in place.Split('.'))
        {
            here = here is { } element ? Step(element, step) : null;
        }

        return here;
    }

    private static JsonElement? Step(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(name, out var value) => value,
        JsonValueKind.Array when element.GetArrayLength() > 0 => name switch
        {
            // The original of several is the first; of one it is not there.
            "first" when element.GetArrayLength() > 1 || !IsModel(element[0]) => element[0],
            "first" => null,
            "last" => element[element.GetArrayLength() - 1],
            "worst" => Worst(element),
            _ => Named(element, name),
        },
        _ => null,
    };

    private static bool IsModel(JsonElement element) => element.ValueKind is JsonValueKind.Object && element.TryGetProperty("model", out _);

    /// <summary>An output without a finite error is worse than any other.</summary>
    private static JsonElement Worst(JsonElement outputs) => outputs.EnumerateArray()
        .MaxBy(output => output.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Number ? error.GetDouble()
            : double.PositiveInfinity);

    /// <summary>Of a measure that is taken at several stages the last counts.</summary>
    private static JsonElement? Named(JsonElement measures, string name) => measures.EnumerateArray()
        .Where(measure => measure.ValueKind is JsonValueKind.Object && measure.TryGetProperty("metric", out var metric) && metric.ValueEquals(name))
        .Select(measure => (JsonElement?)measure).LastOrDefault();
}
