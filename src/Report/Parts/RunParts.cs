using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>Where and how a run was made, and how to make it again.</summary>
internal static class RunParts
{
    /// <summary>Environment, time, and what to type.</summary>
    internal static IEnumerable<ReportBlock> Of(JsonElement report, ImmutableArray<(string Name, string Value)> more)
    {
        yield return new ReportBlock.Heading("Environment");
        yield return new ReportBlock.Table([("", false), ("", false)], [.. Environment(report).Concat(more)
            .Where(entry => entry.Value.Length > 0).Select(entry => ImmutableArray.Create(entry.Name, entry.Value))]);
        if (report.TryGetProperty("seconds", out var seconds) && seconds.EnumerateObject().Any())
        {
            yield return new ReportBlock.Subheading("Time of each stage");
            yield return new ReportBlock.Bars([.. seconds.EnumerateObject().Select(stage =>
                (stage.Name, stage.Value.GetDouble(), Figures.Duration(stage.Value.GetDouble())))]);
        }

        yield return new ReportBlock.Heading("How to reproduce");
        if (CommandOf(report) is { } command)
        {
            yield return new ReportBlock.Paragraph("The whole run, which measures again what the table file of this machine does not hold:");
            yield return new ReportBlock.Code(command);
        }

        if (Applying(report) is { } applying)
        {
            yield return new ReportBlock.Paragraph("Only the plan, without measuring anything:");
            yield return new ReportBlock.Code(applying);
        }

        yield return new ReportBlock.Json(report.GetProperty("configuration").GetRawText());
    }

    private static IEnumerable<(string Name, string Value)> Environment(JsonElement report)
    {
        yield return ("machine", Text(report, "machine") ?? "");
        if (report.TryGetProperty("environment", out var run))
        {
            yield return ("system", $"{Text(run, "system")}, {Number(run, "processors")} processor threads, {Text(run, "runtime")}");
            yield return ("inputs", string.Join(", ", Lines(run, "inputShapes")));
            yield return ("seed", run.TryGetProperty("seed", out var seed) ? $"{seed.GetInt64()}" : "");
        }

        yield return ("peak memory", double.IsFinite(Number(report, "peakMemoryBytes")) ? Figures.Bytes(Number(report, "peakMemoryBytes")) : "");
        yield return ("version", Text(report, "version") ?? "");
        yield return ("finished", Text(report, "created") ?? "");
        yield return ("model", Text(report, "model") ?? "");
        yield return ("SHA-256 of the model", Text(report, "modelDigest") ?? "");
    }

    private static string? CommandOf(JsonElement report) => Lines(report, "command").ToArray() is { Length: > 0 } words
        ? $"depthcompress {string.Join(' ', words.Select(Quoted))}" : null;

    /// <summary>None without a plan.</summary>
    private static string? Applying(JsonElement report) => (Text(report, "plan") ?? Text(report, "planFile"), Text(report, "model")) is ({ } plan, { } model)
        ? $"depthcompress apply {Quoted(model)} --plan {Quoted(plan)} -o {Quoted(Text(report, "output") ?? "small.onnx")}" : null;

    /// <summary>As a shell takes it for one word.</summary>
    private static string Quoted(string word) => word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:=,%+@".Contains(character))
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
