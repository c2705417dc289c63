using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Puts finished pairs side by side: one measurement of all, and differences sample by sample.</summary>
internal sealed class ComparisonJudge(Workflow workflow, ComparisonFolder folder, Session session)
{
    /// <summary>Measures and compares.</summary>
    /// <param name="path">The model, as it was named.</param>
    /// <param name="settings">Those of the comparison.</param>
    /// <param name="records">What became of the pairs.</param>
    internal ComparisonReport Report(string path, Settings settings, ImmutableArray<ComparisonRecord> records)
    {
        var (original, measured) = Measure(settings, records);
        var rows = records.Select(record => measured.TryGetValue(record.Outcome?.Model ?? "", out var latency)
            ? record.Row with { Latency = latency, Speed = LatencyComparison.Of(original!, latency) }
            : record.Row).ToImmutableArray();
        return new ComparisonReport
        {
            Model = path,
            ModelDigest = workflow.Digest,
            ToolVersion = ToolVersion.Text,
            Machine = CompressionRun.MachineText(workflow.Probe.Machine),
            Data = $"{workflow.Data.Evaluation.Count} samples of {workflow.Data.Evaluation.Name}",
            Training = settings.FineTune is true ? TrainingOf(settings.Training!, records) : null,
            Original = NetworkFacts.Of(workflow.Model.Graph, new FileInfo(path).Length, workflow.OpenExtent),
            OriginalLatency = original,
            Rows = Compared(rows, records),
            Configuration = settings.ToJson(),
            Warnings = [.. session.Diagnostics.All.Where(diagnostic => diagnostic.Descriptor.Severity is Severity.Warning)],
        };
    }

    /// <summary>The original and every network of a result, as it was written, in the same interleaved rounds.</summary>
    private (LatencyEstimate? Original, Dictionary<string, LatencyEstimate> Results) Measure(Settings settings, ImmutableArray<ComparisonRecord> records)
    {
        var finished = records.Where(record => record.Outcome is not null).DistinctBy(record => record.Outcome!.Model).ToImmutableArray();
        if (finished.IsEmpty)
        {
            return (null, []);
        }

        // The time of a measurement is meant for two networks or so.
        var time = settings.Measurement();
        var probe = settings.Probe(session, time with { MaxSeconds = time.MaxSeconds * (finished.Length + 1) });
        using var ending = probe as IDisposable;
        ImmutableArray<LatencyRequest> requests =
        [
            new(workflow.Model.Graph, workflow.Inputs),
            .. finished.Select(record => new LatencyRequest(folder.GraphOf(record), workflow.Inputs)),
        ];
        var measured = session.WithProgress(progress => progress.Stage("measure all", rows =>
            probe.Measure(requests, new DirectProgress<LatencyProgress>(round => rows.Report(new RunProgress(round.Rounds, 0, $"{round.Rounds} rounds"))),
                session.Cancellation)));
        return (measured[0], finished.Zip(measured.Skip(1)).ToDictionary(pair => pair.First.Outcome!.Model, pair => pair.Second));
    }

    /// <summary>The best result of each target among those that meet it (among all where none does), and how far the others are from it.</summary>
    private ImmutableArray<ComparisonRow> Compared(ImmutableArray<ComparisonRow> rows, ImmutableArray<ComparisonRecord> records)
    {
        var compared = rows.ToArray();
        foreach (var target in Enumerable.Range(0, rows.Length).Where(index => rows[index].Outcome is not null).GroupBy(index => rows[index].Target))
        {
            var able = target.Where(index => rows[index].IsMet).ToImmutableArray();
            var best = (able.IsEmpty ? [.. target] : able).MaxBy(index => rows[index].Outcome!.Quality[0].After);
            var scores = folder.ScoresOf(records[best])[0];
            foreach (var index in target)
            {
                compared[index] = index == best
                    ? rows[index] with { IsBest = true }
                    : rows[index] with { ToBest = PairedDifference.OfScores(scores.AsSpan(), folder.ScoresOf(records[index])[0].AsSpan()) };
            }
        }

        return [.. compared];
    }

    private static string TrainingOf(TrainingSettings training, ImmutableArray<ComparisonRecord> records)
    {
        var length = training.Steps is { } steps ? $"{steps} steps"
            : training.Minutes is { } minutes ? $"about {Figures.Text(minutes, "0.##")} minutes"
            : $"{Figures.Text(training.Epochs!.Value, "0.##")} epochs";
        return records.Select(record => record.Outcome?.Recipe).FirstOrDefault(recipe => recipe is not null) is { } recipe
            ? $"{length}; the first as {recipe}" : length;
    }
}
