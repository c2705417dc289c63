using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>Whether a model is what it says: unchanged since it was made, and made from what is named.</summary>
internal sealed class ProvenanceCheck(Session session, string path)
{
    /// <summary>The original; null not to look.</summary>
    public string? Original { get; init; }

    /// <summary>The plan; null not to look.</summary>
    public string? Plan { get; init; }

    /// <summary>The table file; null not to look.</summary>
    public string? Tables { get; init; }

    /// <summary>Checks and tells.</summary>
    /// <exception cref="DiagnosticException">The model says nothing, or a file cannot be read.</exception>
    internal ExitCode Run()
    {
        session.Subject = path;
        var model = OnnxReader.Read(path, session.Diagnostics);
        var said = Provenance.Of(model);
        ImmutableArray<(string What, string Said, string Found)> findings =
        [
            ("unchanged since it was made", said.Content, OnnxProvenance.DigestOf(model)),
            .. Original is { } original ? [("made from the original", said.Model, OnnxReader.Read(original, session.Diagnostics).Digest!)] : NoFindings,
            .. Carried(model) is { } carried && said.Plan is { } own ? [("carries its plan", own, carried)] : NoFindings,
            .. Plan is { } plan ? [("made by the plan", said.Plan ?? "no plan", PlanDigest.OfFile(plan))] : NoFindings,
            .. Tables is { } tables ? [("planned with the tables", said.Tables?.Digest ?? "no tables", DigestOf(tables, said))] : NoFindings,
        ];
        Tell(said, findings);
        foreach (var (what, expected, found) in findings.Where(finding => finding.Said != finding.Found))
        {
            session.Error.WriteLine(DiagnosticCatalog.ProvenanceDiffers.At(null, what, expected, found).ToLine(path));
        }

        return findings.All(finding => finding.Said == finding.Found) ? ExitCode.Done : ExitCode.Missed;
    }

    private static IEnumerable<(string, string, string)> NoFindings => [];

    /// <summary>The digest of the plan in the model's metadata; null where there is none.</summary>
    private string? Carried(Model model)
    {
        var entries = model.Shell.Metadata.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        return entries.TryGetValue("depthcompress.plan", out var plan) ? PlanDigest.Of(PlanFile.Parse(plan, path))
            : entries.TryGetValue("depthcompress.width-plan", out var width) ? PlanDigest.Of(WidthPlanFile.Parse(width, path))
            : null;
    }

    private static string DigestOf(string tables, Provenance said) => said.Tables is { } state
        && TableDigest.Of(tables, said.Model, state.Machine, state.Until) is { } found ? found.Digest : "no such rows";

    private void Tell(Provenance said, ImmutableArray<(string What, string Said, string Found)> findings)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/verify-provenance/1");
                json.WriteString("model", path);
                json.WriteBoolean("passed", findings.All(finding => finding.Said == finding.Found));
                json.WriteString("tool", said.Tool);
                json.WriteString("command", said.Command);
                json.WriteStartArray("checks");
                foreach (var (what, expected, found) in findings)
                {
                    json.WriteStartObject();
                    json.WriteString("check", what);
                    json.WriteBoolean("passed", expected == found);
                    json.WriteString("said", expected);
                    json.WriteString("found", found);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        session.Say($"{path}: made by DepthCompress {said.Tool}, {said.Command}");
        foreach (var (what, expected, found) in findings)
        {
            session.Say($"  {(expected == found ? "passed" : "FAILED")}: {what} ({found[..Math.Min(found.Length, ShownDigits)]})");
        }
    }

    private const int ShownDigits = 16;
}
