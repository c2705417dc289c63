using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Width;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary>What came of narrowing a network.</summary>
internal sealed record PruneReport
{
    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>The file of the result.</summary>
    public required string Output { get; init; }

    /// <summary>The file of the plan; null where none is written.</summary>
    public required string? PlanFile { get; init; }

    /// <summary>What was decided.</summary>
    public required WidthPlan Plan { get; init; }

    /// <summary>The channels of the model.</summary>
    public required ChannelGroups Groups { get; init; }

    /// <summary>The original and the result, measured in the same rounds.</summary>
    public required (LatencyEstimate Before, LatencyEstimate After, LatencyComparison Speed) Latency { get; init; }

    /// <summary>The original against the network after each stage, by every measure; empty without data.</summary>
    public required ImmutableArray<(string Stage, QualityChange Change)> Quality { get; init; }

    /// <summary>What was proved.</summary>
    public required ImmutableArray<(string Check, bool Passed, string Finding)> Checks { get; init; }

    /// <summary>The original.</summary>
    public required NetworkFacts Before { get; init; }

    /// <summary>The result.</summary>
    public NetworkFacts? After { get; init; }

    /// <summary>How it was trained; null where it was not.</summary>
    public TrainingFacts? Training { get; init; }

    /// <summary>Why the training's result is not used; null where it is.</summary>
    public string? WhyNotKept { get; init; }

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);

    /// <summary>Prints it, in words or as JSON.</summary>
    internal void Tell(Session session)
    {
        if (session.IsJson)
        {
            session.WriteJson(WriteJson);
            return;
        }

        var table = new TextTable("", ">before", ">after", "");
        table.Add("multiply-accumulates", Figures.Count(Before.MultiplyAccumulates), Figures.Count(After!.MultiplyAccumulates),
            Less(Before.MultiplyAccumulates, After.MultiplyAccumulates));
        table.Add("parameters", Figures.Count(Before.Parameters), Figures.Count(After.Parameters),
            Less(Before.Parameters, After.Parameters));
        table.Add("latency", Figures.Milliseconds(Latency.Before.Median), Figures.Milliseconds(Latency.After.Median),
            Figures.Speedup(Latency.Speed));
        foreach (var (stage, change) in Quality)
        {
            table.Add($"{change.Metric}, {stage}", Figures.Quality(change.Metric, change.Before),
                Figures.Quality(change.Metric, change.After), $"loss {Figures.Drop(change)}, {change.Samples} samples");
        }

        table.WriteTo(session);
        TellGroups(session);
        foreach (var line in Training is null ? [] : TrainingText.Lines(Training))
        {
            session.Say($"  {line}");
        }

        Proof.Tell(session, Checks);
        if (WhyNotKept is not null)
        {
            session.Say($"  the trained weights are not used: {WhyNotKept}");
        }

        session.Say(!IsVerified ? "nothing was written: a check failed"
            : PlanFile is null ? $"written: {Output}" : $"written: {Output}, {PlanFile}");
    }

    private void TellGroups(Session session)
    {
        session.Say($"  {Plan.Groups.Length} of {Groups.Groups.Length} groups of channels are narrowed:");
        if (session.Verbosity is Verbosity.Detailed)
        {
            foreach (var planned in Plan.Groups)
            {
                var group = Groups.Groups.First(group => group.Name == planned.Name);
                var others = group.Layers.Length > 1 ? $" (with {group.Layers.Length - 1} more layers)" : "";
                session.Say($"    {planned.Name}: {planned.Units} -> {planned.Kept.Length}{others}");
            }

            return;
        }

        var widths = Plan.Groups.Select(group => $"{group.Units}->{group.Kept.Length}").ToList();
        session.Say($"    {string.Join(' ', widths.Take(30))}{(widths.Count > 30 ? " ..." : "")}");
    }

    private static string Less(long before, long after) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100.0 * (before - after) / Math.Max(1, before):0.0} % less");

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/prune/1");
        json.WriteString("version", ToolVersion.Text);
        json.WriteString("model", Model);
        json.WriteString("output", IsVerified ? Output : null);
        json.WriteString("planFile", IsVerified ? PlanFile : null);
        json.WriteString("method", Plan.Method);
        json.WriteString("target", Plan.Target);
        json.WriteStartObject("latency");
        LatencyJson.WriteBoth(Latency.Before, Latency.After, Latency.Speed, json);
        json.WriteEndObject();
        json.WriteStartArray("qualities");
        foreach (var (stage, change) in Quality)
        {
            json.WriteStartObject();
            json.WriteString("stage", stage);
            json.WriteString("metric", change.Metric);
            json.WriteNumber("before", change.Before);
            json.WriteNumber("after", change.After);
            json.WriteNumber("dropLow", change.DropLow);
            json.WriteNumber("dropHigh", change.DropHigh);
            json.WriteNumber("samples", change.Samples);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("whyNotKept", WhyNotKept);
        json.WriteBoolean("verified", IsVerified);
        JsonReport.WriteChecks(Checks, json);
        JsonReport.WriteFacts("before", Before, json);
        JsonReport.WriteFacts("after", After!, json);
        if (Training is not null)
        {
            TrainingJson.Write("training", Training, json);
        }

        WriteGroups(json);
        json.WriteEndObject();
    }

    private void WriteGroups(Utf8JsonWriter json)
    {
        var kept = Plan.Groups.ToDictionary(group => group.Name, group => group.Kept.Length);
        json.WriteStartArray("groups");
        foreach (var group in Groups.Groups)
        {
            json.WriteStartObject();
            json.WriteString("name", group.Name);
            json.WriteNumber("units", group.Count);
            json.WriteNumber("kept", kept.GetValueOrDefault(group.Name, group.Count));
            json.WriteNumber("layers", group.Layers.Length);
            json.WriteString("whyPinned", group.WhyPinned);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
