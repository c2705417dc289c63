using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Several methods at several targets: every pair that is not finished, one measurement of all, the reports.</summary>
internal sealed class ComparisonRun(Session session, string path, Settings settings, ImmutableArray<ComparisonPair> pairs, string output)
{
    private readonly ComparisonFolder folder = new(output);

    /// <summary>Does what is missing, writes and tells.</summary>
    internal ExitCode Run()
    {
        session.Subject = path;
        if (settings is { FineTune: true, Data: null })
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "the training images", "--data SOURCE");
        }

        folder.Check();
        using var workflow = new Workflow(path, settings, session);
        var records = pairs.Select(pair => folder.Find(pair, pair.Identity(workflow.Digest, workflow.Probe.Machine), session.Diagnostics)).ToArray();
        CheckEngines(workflow, records);
        Complete(workflow, records);
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
        var finished = pairs.Count(pair => folder.Find(pair, pair.Identity(workflow.Digest, workflow.Probe.Machine), session.Diagnostics) is not null);
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

    private void Complete(Workflow workflow, ComparisonRecord?[] records)
    {
        var trial = new ComparisonTrial(workflow, folder, session);
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
            records[index] = Finish(workflow, trial, pairs[index], Fastest(pairs[index], records));
            done++;
        }
    }

    /// <summary>The fastest plan of a method, where an easier target was out of its reach already.</summary>
    private static ComparisonRecord? Fastest(ComparisonPair pair, ComparisonRecord?[] records) => records.FirstOrDefault(record =>
        record is { Outcome.IsFastest: true } && record.Method == pair.Method && record.TargetSpeedup < pair.Target);

    private ComparisonRecord Finish(Workflow workflow, ComparisonTrial trial, ComparisonPair pair, ComparisonRecord? fastest)
    {
        var record = new ComparisonRecord
        {
            Identity = pair.Identity(workflow.Digest, workflow.Probe.Machine),
            Method = pair.Method,
            TargetSpeedup = pair.Target,
        };
        folder.Begin(pair);
        record = fastest?.Outcome is { } known
            ? record with { Outcome = known with { Explanation = $"the fastest plan of the method is that for {ComparisonTable.Target(fastest.TargetSpeedup)}" } }
            : Tried(trial, pair, record);
        folder.Save(pair, record);
        return record;
    }

    private ComparisonRecord Tried(ComparisonTrial trial, ComparisonPair pair, ComparisonRecord record)
    {
        try
        {
            return record with { Outcome = trial.Run(pair) };
        }
        catch (DiagnosticException problem) when (!session.Cancellation.IsCancellationRequested
            && ExitCodes.Of(problem.Diagnostic.Descriptor) is not ExitCode.Interrupted)
        {
            return Failed(pair, record, problem.Diagnostic);
        }
#pragma warning disable CA1031 // One method's mistake must not cost the hours of the others; it is reported, and the exit code says so.
        catch (Exception bug) when (bug is not (DiagnosticException or OperationCanceledException))
#pragma warning restore CA1031
        {
            return Failed(pair, record, DiagnosticCatalog.CompilerBug.At(null, $"{bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")}"));
        }
    }

    private ComparisonRecord Failed(ComparisonPair pair, ComparisonRecord record, Diagnostic problem)
    {
        session.Diagnostics.Report(DiagnosticCatalog.ComparisonPairFailed.At(null, pair.Name, $"{problem.Descriptor.Code}: {problem.Message}"));
        session.TellDiagnostics();
        return record with { FailureCode = problem.Descriptor.Code, FailureReason = problem.Message };
    }

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
