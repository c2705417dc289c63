using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>How many rows of tables and how many trainings a comparison lacks.</summary>
internal sealed class ComparisonEstimate(Session session, string path, Settings settings)
{
    /// <summary>What one method needs.</summary>
    /// <param name="Method">Its name.</param>
    /// <param name="Work">Its tables; null where it cannot begin.</param>
    /// <param name="WhyNot">Why it cannot.</param>
    private sealed record Part(string Method, WorkEstimate? Work, string? WhyNot);

    internal void Tell(ImmutableArray<ComparisonPair> pairs, int finished)
    {
        ImmutableArray<Part> parts = [.. pairs.Select(pair => pair.Method).Distinct().Select(PartOf)];
        var (missing, trainings) = (pairs.Length - finished, settings.FineTune is true ? pairs.Length - finished : 0);
        if (session.IsJson)
        {
            WriteJson(parts, pairs.Length, missing, trainings);
            return;
        }

        var table = new TextTable("method", ">candidates", ">latencies missing", ">at most", ">importances missing", ">about", "");
        foreach (var (method, work, whyNot) in parts)
        {
            table.Add(work is null ? [method, "", "", "", "", "", whyNot!] :
            [
                method, $"{work.Candidates}", $"{work.LatencyMissing}", Figures.Duration(work.LatencySeconds), $"{work.ImportanceMissing}",
                Figures.Duration(work.ImportanceSeconds), "",
            ]);
        }

        table.WriteTo(session);
        session.Say("rows that several methods share are counted for each of them");
        session.Say($"results: {missing} of {pairs.Length} are missing; trainings: {trainings}");
        session.Say("nothing was done");
    }

    private Part PartOf(string method)
    {
        var own = settings with { Method = method };
        try
        {
            using var workflow = new Workflow(path, own, session);
            return new Part(method, new WorkEstimate(workflow, own), null);
        }
        catch (DiagnosticException problem) when (problem.Diagnostic.Descriptor == DiagnosticCatalog.NothingToCompress)
        {
            return new Part(method, null, $"{problem.Diagnostic.Descriptor.Code}: {problem.Diagnostic.Message}");
        }
    }

    private void WriteJson(ImmutableArray<Part> parts, int all, int missing, int trainings) => session.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/comparison-estimate/1");
        json.WriteNumber("results", all);
        json.WriteNumber("resultsMissing", missing);
        json.WriteNumber("trainingsMissing", trainings);
        json.WriteStartArray("methods");
        foreach (var (method, work, whyNot) in parts)
        {
            json.WriteStartObject();
            json.WriteString("method", method);
            json.WriteString("whyNot", whyNot);
            json.WriteNumber("candidates", work?.Candidates ?? 0);
            json.WriteNumber("latencyMissing", work?.LatencyMissing ?? 0);
            json.WriteFinite("latencySeconds", work?.LatencySeconds ?? 0);
            json.WriteNumber("importanceMissing", work?.ImportanceMissing ?? 0);
            json.WriteFinite("importanceSeconds", work?.ImportanceSeconds ?? 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
