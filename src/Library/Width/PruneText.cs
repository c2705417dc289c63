using System.Globalization;
using DepthCompress.Passes.Width;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What came of narrowing, for the terminal.</summary>
internal static class PruneText
{
    private const int MostWidths = 30;

    /// <summary>Prints it, in words or as JSON.</summary>
    internal static void Tell(PruneReport report, Session session) =>
        session.Deliver(json => PruneJson.Write(report, json), () => Say(report, session));

    private static void Say(PruneReport report, Session session)
    {
        TellTable(report, session);
        if (report.Layers.IsEmpty)
        {
            TellGroups(report, session);
        }
        else
        {
            TellLayers(report, session);
        }

        var learning = report.Learning is null ? [] : TrainingText.Lines(report.Learning).Select(line => $"learning: {line}");
        foreach (var line in report.Notes.Concat(learning).Concat(report.Training is null ? [] : TrainingText.Lines(report.Training)))
        {
            session.Say($"  {line}");
        }

        Proof.Tell(session, report.Checks);
        if (report.WhyNotKept is not null)
        {
            session.Say($"  the trained weights are not used: {report.WhyNotKept}");
        }

        session.Say(!report.IsVerified ? "nothing was written: a check failed"
            : report.Files.PlanFile is null ? $"written: {report.Files.Output}" : $"written: {report.Files.Output}, {report.Files.PlanFile}");
    }

    private static void TellTable(PruneReport report, Session session)
    {
        var (before, after) = (report.Before, report.After!);
        var table = new TextTable("", ">before", ">after", "");
        table.Add("multiply-accumulates", Figures.Count(before.MultiplyAccumulates), Figures.Count(after.MultiplyAccumulates),
            Less(before.MultiplyAccumulates, after.MultiplyAccumulates));
        table.Add("parameters", Figures.Count(before.Parameters), Figures.Count(after.Parameters), Less(before.Parameters, after.Parameters));
        table.Add("latency", Figures.Milliseconds(report.Latency.Before.Median), Figures.Milliseconds(report.Latency.After.Median),
            Figures.Speedup(report.Latency.Speed));
        if (report.Dense is var (estimate, speed))
        {
            table.Add("latency with zeros in place", Figures.Milliseconds(estimate.Median), Figures.Milliseconds(report.Latency.After.Median),
                Figures.Speedup(speed));
        }

        foreach (var (stage, change) in report.Quality)
        {
            table.Add($"{change.Metric}, {stage}", Figures.Quality(change.Metric, change.Before),
                Figures.Quality(change.Metric, change.After), $"loss {Figures.Drop(change)}, {change.Samples} samples");
        }

        table.WriteTo(session);
        var removed = report.Removed;
        session.Say($"  removed, zeros that stay in place counted: {Percent(removed.MultiplyAccumulates)} of the multiply-accumulates, "
            + $"{Percent(removed.Parameters)} of the parameters; of the prunable convolutions alone "
            + $"{Percent(removed.PrunableMultiplyAccumulates)} and {Percent(removed.PrunableParameters)}");
    }

    private static string Less(long before, long after) => $"{Percent((double)(before - after) / Math.Max(1, before))} less";

    private static void TellGroups(PruneReport report, Session session)
    {
        session.Say($"  {report.Plan.Groups.Length} groups of channels are narrowed:");
        if (session.Verbosity is Verbosity.Detailed)
        {
            foreach (var planned in report.Plan.Groups)
            {
                session.Say($"    {planned.Name}: {planned.Units} -> {planned.Kept.Length}");
            }

            return;
        }

        var widths = report.Plan.Groups.Select(group => $"{group.Units}->{group.Kept.Length}").ToList();
        session.Say($"    {string.Join(' ', widths.Take(MostWidths))}{(widths.Count > MostWidths ? " ..." : "")}");
    }

    private static void TellLayers(PruneReport report, Session session)
    {
        var table = new TextTable("  layer", ">kernels", "layout", "branches, channels->filters");
        foreach (var layer in report.Layers)
        {
            var branches = PlannedBranch.Of(layer.Mask).Select(branch => $"{branch.Channels.Length}->{branch.Filters.Length}");
            table.Add($"  {layer.Name}", Percent(layer.Density), layer.Layout, string.Join(", ", branches));
        }

        table.WriteTo(session);
    }

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.0} %");
}
