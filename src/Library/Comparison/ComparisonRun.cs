using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Several methods at several targets: every pair that is not finished, one measurement of all, the reports.</summary>
internal sealed class ComparisonRun(Session session, string path, Settings settings, ImmutableArray<ComparisonPair> pairs, string output)
{
    private readonly ComparisonFolder folder = new(output);

    /// <summary>Whether tasks elsewhere are waited for.</summary>
    internal bool Waits { get; init; }

    /// <summary>Whether nothing is begun and only taken over what tasks of an earlier run made.</summary>
    internal bool Collects { get; init; }

    /// <summary>Does what is missing, writes and tells.</summary>
    internal ExitCode Run()
    {
        session.Subject = path;
        if (settings is { FineTune: true, Data: null })
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "the training images", "--data SOURCE");
        }

        var isElsewhere = Collects || settings.ShardExecutor() is not null;
        if (isElsewhere && !Collects && !Waits && !(session.Reports.IsEmpty && session.Gates is null or { IsEmpty: true }))
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "reports and gates are about the result: with --executor say --wait, or give them with --collect");
        }

        session.Files.Reads(path);
        folder.Check(session.Files, pairs);
        using var workflow = new Workflow(path, settings, session);
        var records = pairs.Select(pair => folder.Find(pair, IdentityOf(workflow, pair), session.Diagnostics)).ToArray();
        if (!isElsewhere)
        {
            CheckEngines(workflow, records);
        }

        var attempts = new ComparisonAttempts(new ComparisonTrial(workflow, folder, session), folder, session);
        if (isElsewhere && !RunElsewhere(workflow, attempts, records))
        {
            return ExitCode.Done;
        }

        Complete(workflow, attempts, records);
        var report = new ComparisonJudge(workflow, folder, session).Report(path, settings, [.. records.OfType<ComparisonRecord>()]);
        Outputs.WriteText(folder.Report("json"), true, ComparisonJson.Format(report));
        Outputs.WriteText(folder.Report("md"), true, ComparisonMarkdown.Format(report));
        Outputs.WriteText(folder.Report("html"), true, ComparisonHtml.Format(report));
        Tell(report);
        return report.IsComplete ? ExitCode.Done : ExitCode.Missed;
    }

    /// <summary>Says what it would take.</summary>
    internal ExitCode Estimate()
    {
        using var workflow = new Workflow(path, settings, session);
        var finished = pairs.Count(pair => folder.Find(pair, IdentityOf(workflow, pair), session.Diagnostics) is not null);
        new ComparisonEstimate(session, path, settings).Tell(pairs, finished);
        return ExitCode.Done;
    }

    /// <summary>What every pair needs is found missing now, once, and not pair by pair.</summary>
    private void CheckEngines(Workflow workflow, ComparisonRecord?[] records)
    {
        if (records.All(record => record is not null))
        {
            return;
        }

        _ = workflow.Data;
        if (settings.FineTune is true)
        {
            _ = session.Trainer();
            _ = workflow.TrainingImages(settings.Training!);
        }

        _ = workflow.MeasureOriginal();
    }

    private void Complete(Workflow workflow, ComparisonAttempts attempts, ComparisonRecord?[] records)
    {
        var clock = Stopwatch.StartNew();
        var (done, missing) = (0, records.Count(record => record is null));
        for (var index = 0; index < pairs.Length; index++)
        {
            if (records[index] is not null)
            {
                Announce($"{index + 1} of {pairs.Length}: {pairs[index].Name}: finished earlier");
                continue;
            }

            var left = done == 0 ? "" : $", about {Figures.Duration(clock.Elapsed.TotalSeconds / done * (missing - done))} left";
            Announce($"{index + 1} of {pairs.Length}: {pairs[index].Name}{left}");
            records[index] = attempts.Finish(
                pairs[index], IdentityOf(workflow, pairs[index]), ComparisonRecord.FastestFor(pairs[index], records));
            done++;
        }
    }

    /// <summary>Has tasks make the results.</summary>
    /// <returns>Whether all were tried.</returns>
    private bool RunElsewhere(Workflow workflow, ComparisonAttempts attempts, ComparisonRecord?[] records)
    {
        var work = new ComparisonShards(
            [.. pairs.Select((pair, index) => (pair, IdentityOf(workflow, pair), records[index]))], folder, attempts, settings, session);
        var sharded = new ShardedWork(workflow, work, settings, session);
        if (Collects)
        {
            sharded.Collect();
        }
        else if (!sharded.Run(settings.ShardExecutor()!, Waits))
        {
            return false;
        }

        for (var index = 0; index < pairs.Length; index++)
        {
            records[index] ??= folder.Last(pairs[index], IdentityOf(workflow, pairs[index]));
        }

        return true;
    }

    private static string IdentityOf(Workflow workflow, ComparisonPair pair) => pair.Identity(workflow.Digest, workflow.Probe.Machine);

    private void Announce(string line)
    {
        if (session.Verbosity is not Verbosity.Quiet)
        {
            session.Error.WriteLine(line);
        }
    }

    private void Tell(ComparisonReport report) => session.Deliver(json => ComparisonJson.Write(report, json), () => Say(report));

    private void Say(ComparisonReport report)
    {
        var table = new TextTable([.. ComparisonTable.Columns(report).Select(column => column.IsNumber ? $">{column.Title}" : column.Title)]);
        foreach (var row in ComparisonTable.Rows(report))
        {
            table.Add([.. row]);
        }

        table.WriteTo(session);
        foreach (var line in ComparisonText.Lines(report))
        {
            session.Say($"  {line}");
        }

        session.Say($"written: {folder.Report("json")}, .md, .html");
    }
}
