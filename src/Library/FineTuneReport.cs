using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What came of a plan that was realized and trained.</summary>
internal sealed record FineTuneReport
{
    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>The file of the plan; null where there is none.</summary>
    public required string? Plan { get; init; }

    /// <summary>The file of the result.</summary>
    public required string Output { get; init; }

    /// <summary>The original and the result, measured in the same rounds.</summary>
    public required (LatencyEstimate Before, LatencyEstimate After, LatencyComparison Speed) Latency { get; init; }

    /// <summary>The original against the network whose weights were only solved for.</summary>
    public required ImmutableArray<QualityChange> AfterFit { get; init; }

    /// <summary>The original against the result.</summary>
    public required ImmutableArray<QualityChange> Quality { get; init; }

    /// <summary>Why the training's result is not used; null where it is.</summary>
    public string? WhyNotKept { get; init; }

    /// <summary>What was proved.</summary>
    public required ImmutableArray<(string Check, bool Passed, string Finding)> Checks { get; init; }

    /// <summary>The original.</summary>
    public required NetworkFacts Before { get; init; }

    /// <summary>The result.</summary>
    public NetworkFacts? After { get; init; }

    /// <summary>How it was trained.</summary>
    public TrainingFacts? Training { get; init; }

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);

    /// <summary>Prints it, in words or as JSON.</summary>
    internal void Tell(Session session, Settings settings) => session.Deliver(json => WriteTo(json, settings), () => Say(session));

    private void Say(Session session)
    {
        var (before, after, speed) = Latency;
        var table = new TextTable("", ">before", ">after", "");
        table.Add("latency", Figures.Milliseconds(before.Median), Figures.Milliseconds(after.Median), Figures.Speedup(speed));
        foreach (var row in ResultRow.OfQuality(Quality, WhyNotKept is null ? AfterFit : null))
        {
            table.Add(row.Name, row.Before, row.After, row.Note);
        }

        table.WriteTo(session);
        session.Say($"  {Figures.Smaller(Before, After!)}");
        foreach (var line in TrainingText.Lines(Training!))
        {
            session.Say($"  {line}");
        }

        Proof.Tell(session, Checks);
        if (WhyNotKept is not null)
        {
            session.Say($"  the trained weights are not used: {WhyNotKept}");
        }

        session.Say(IsVerified ? $"written: {Output}" : "nothing was written: a check failed");
    }

    private void WriteTo(System.Text.Json.Utf8JsonWriter json, Settings settings)
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/finetune/1");
        json.WriteString("version", ToolVersion.Text);
        json.WriteString("model", Model);
        json.WriteString("plan", Plan);
        json.WriteString("output", IsVerified ? Output : null);
        json.WriteStartObject("latency");
        LatencyJson.WriteBoth(Latency.Before, Latency.After, Latency.Speed, json);
        json.WriteEndObject();
        QualityJson.WriteAll(Quality, AfterFit, json);
        json.WriteString("whyNotKept", WhyNotKept);
        json.WriteBoolean("verified", IsVerified);
        JsonReport.WriteChecks(Checks, json);
        JsonReport.WriteFacts("before", Before, json);
        JsonReport.WriteFacts("after", After!, json);
        TrainingJson.Write("training", Training!, json);
        json.WritePropertyName("configuration");
        settings.ToJson().WriteTo(json);
        json.WriteEndObject();
    }
}
