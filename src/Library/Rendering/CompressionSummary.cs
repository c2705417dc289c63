using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>A compression in words and tables for a terminal.</summary>
internal static class CompressionSummary
{
    private const int FrontierRows = 12;

    internal static void Tell(Session session, CompressionReport report)
    {
        var result = report.Result;
        TellPlan(session, result.Plan);
        TellFrontier(session, result.Frontier, result.Plan, result.Chosen);
        session.Say();
        session.Say("result:");
        var table = new TextTable("", ">before", ">after", "");
        table.Add(
            "latency",
            $"{Figures.Milliseconds(result.Before.Median)} +- {Figures.Text(result.Before.HalfWidth, "0.000")}",
            $"{Figures.Milliseconds(result.After.Median)} +- {Figures.Text(result.After.HalfWidth, "0.000")}",
            $"{Figures.Speedup(result.Speed)}, predicted {Figures.Milliseconds(report.PredictedMilliseconds)}");
        foreach (var row in report.QualityRows)
        {
            table.Add(row.Name, row.Before, row.After, row.Note);
        }

        var (before, after) = (report.Before, report.After);
        table.Add("depth", $"{before.Depth}", $"{after.Depth}", "convolutions in a row");
        table.Add("multiply-accumulates", Figures.Count(before.MultiplyAccumulates), Figures.Count(after.MultiplyAccumulates), "");
        table.Add("parameters", Figures.Count(before.Parameters), Figures.Count(after.Parameters), "");
        table.Add("file", before.Bytes is { } bytes ? Figures.Bytes(bytes) : "", after.Bytes is { } smaller ? Figures.Bytes(smaller)
            : "not written", "");
        table.WriteTo(session);
        session.Say();
        foreach (var line in report.TrainingLines)
        {
            session.Say($"  {line}");
        }

        Proof.Tell(session, report.Checks);
        var stages = string.Join(", ", result.Stages.Select(stage => $"{stage.Stage} {Figures.Duration(stage.Seconds)}"));
        session.Say($"  time: {stages}; peak memory {Figures.Bytes(report.PeakMemory)}");
        session.Say($"  on {report.Machine}");
        session.Say();
        session.Say($"verdict: {WordsOf(result.Verdict)}: {result.Explanation}");
        session.Say(report.Output is { } output ? $"written: {output}{(report.PlanFile is { } plan ? $", plan {plan}" : "")}"
            : "nothing was written: the original is kept");
    }

    /// <summary>The decisions of a plan.</summary>
    internal static void TellPlan(Session session, CompressionPlan plan)
    {
        session.Say(plan.Segments.IsEmpty ? "plan: everything is kept" : "plan:");
        if (plan.Segments.IsEmpty)
        {
            return;
        }

        var table = new TextTable("from", "to", "how", ">saves", ">importance");
        foreach (var segment in plan.Segments)
        {
            table.Add(segment.First, segment.Last, Figures.How(segment), Figures.Milliseconds(segment.SavedMilliseconds),
                Figures.Change(segment.Importance));
        }

        table.WriteTo(session);
    }

    /// <summary>About a dozen points of the frontier.</summary>
    internal static void TellFrontier(
        Session session,
        ImmutableArray<(double Milliseconds, double Change)> frontier,
        CompressionPlan plan,
        (double Milliseconds, double Change)? chosen)
    {
        session.Say();
        session.Say($"frontier, predicted ({frontier.Length} plans):");
        var table = new TextTable(">latency", ">speed-up", $">change of {plan.Metric}", "");
        foreach (var point in CompressionReport.Spread(frontier, FrontierRows, chosen))
        {
            table.Add(Figures.Milliseconds(point.Milliseconds), Figures.Speedup(plan.OriginalMilliseconds / point.Milliseconds),
                Figures.Change(point.Change), point.Equals(chosen) ? "<- chosen" : "");
        }

        table.WriteTo(session);
    }

    private static string WordsOf(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.TargetMissed => "target missed",
        Verdict.QualityFloorBroken => "quality floor broken",
        Verdict.NotFaster => "not faster",
        _ => "inconclusive",
    };
}
