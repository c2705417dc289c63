using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>What a result had to show, read from its JSON, whichever command wrote it.</summary>
public static class PipelineCases
{
    /// <summary>Reads the checks, the target and the gates.</summary>
    public static ImmutableArray<PipelineCase> Of(JsonElement result) =>
    [
        .. Checks(result, ""), .. Proof(result), .. Outputs(result), .. Target(result), .. Comparison(result),
        .. Items(result, "gates").Select(gate => new PipelineCase("gate", Text(gate, "gate"), IsTrue(gate, "passed"), Text(gate, "finding"))),
    ];

    private static IEnumerable<PipelineCase> Checks(JsonElement result, string prefix) => Items(result, "checks")
        .Select(check => new PipelineCase("check", prefix + Text(check, "check"), IsTrue(check, "passed"), Text(check, "finding")));

    /// <summary>Some commands prove one thing and have no list.</summary>
    private static IEnumerable<PipelineCase> Proof(JsonElement result) =>
        result.TryGetProperty("verified", out _) && !result.TryGetProperty("checks", out _)
            ? [new PipelineCase("check", "the result is verified", IsTrue(result, "verified"), IsTrue(result, "replayed") ? "byte for byte what was kept" : "")]
            : [];

    private static IEnumerable<PipelineCase> Outputs(JsonElement result) => Items(result, "outputs").Select(output => new PipelineCase(
        "output", $"output {Text(output, "name")} is the original's", IsTrue(output, "isEqual"),
        Text(output, "mismatch") is { Length: > 0 } mismatch ? mismatch
            : $"error {Spell(output, "error", "0.0e+0")}, {Spell(output, "ratio", "0.00")} times the original's own rounding error"));

    private static IEnumerable<PipelineCase> Target(JsonElement result) => result.TryGetProperty("verdict", out var verdict)
        ? [new PipelineCase("target", $"the result is {Spell(result, "targetSpeedup", "0.##")}x as fast and good enough", verdict.ValueEquals("met"),
            Text(result, "explanation"))]
        : [];

    private static IEnumerable<PipelineCase> Comparison(JsonElement result)
    {
        foreach (var row in Items(result, "results").Where(row => row.TryGetProperty("method", out _)))
        {
            var name = $"{Text(row, "method")} {Spell(row, "targetSpeedup", "0.##")}x";
            var failure = row.TryGetProperty("failure", out var found) ? found : (JsonElement?)null;
            yield return new PipelineCase("target", name, Text(row, "status") == "met",
                failure is { } why ? $"{Text(why, "code")}: {Text(why, "reason")}" : Text(row, "explanation"));
            foreach (var check in Checks(row, $"{name}: "))
            {
                yield return check;
            }
        }
    }

    private static JsonElement[] Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind is JsonValueKind.Array ? [.. items.EnumerateArray()] : [];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    private static string Spell(JsonElement element, string name, string format) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? Figures.Text(value.GetDouble(), format) : "?";

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;
}
