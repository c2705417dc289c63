using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Compression;

/// <summary>What networks score on the same samples; the first is what measures of likeness compare with.</summary>
public sealed class Evaluation
{
    private readonly ImmutableArray<IQualityMetric> metrics;
    private readonly List<double>[,] scores;

    private Evaluation(ImmutableArray<IQualityMetric> metrics, int networks)
    {
        this.metrics = metrics;
        scores = new List<double>[networks, metrics.Length];
        for (var network = 0; network < networks; network++)
        {
            for (var metric = 0; metric < metrics.Length; metric++)
            {
                scores[network, metric] = [];
            }
        }
    }

    /// <summary>The measures, in order.</summary>
    public ImmutableArray<string> Metrics => [.. metrics.Select(metric => metric.Name)];

    /// <summary>How many samples.</summary>
    public int Samples => scores[0, 0].Count;

    /// <summary>Runs every network over the samples, which are taken once and not kept.</summary>
    public static Evaluation Run(IGraphExecutor executor, ImmutableArray<Graph> networks, IEnumerable<CalibrationBatch> samples,
        ImmutableArray<IQualityMetric> metrics, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var evaluation = new Evaluation(metrics, networks.Length);
        IGraphSession[] sessions = [.. networks.Select(network => executor.Open(network))];
        try
        {
            foreach (var batch in samples)
            {
                cancellation.ThrowIfCancellationRequested();
                evaluation.Add([.. sessions.Select(session => session.Run(batch.Inputs.AsSpan()))], batch);
                progress?.Report(new RunProgress(evaluation.Samples, 0, $"{evaluation.Samples} samples"));
            }
        }
        finally
        {
            Array.ForEach(sessions, session => session.Dispose());
        }

        return evaluation;
    }

    /// <summary>The mean of a measure with its 95 % confidence interval.</summary>
    public Interval Of(int network, int metric) => Interval.OfScores(scores[network, metric].ToArray());

    /// <summary>What a network scores on each sample, in their order.</summary>
    public ImmutableArray<double> Scores(int network, int metric) => [.. scores[network, metric]];

    /// <summary>A network against another, sample by sample.</summary>
    public QualityChange Change(int before, int after, int metric) =>
        QualityChange.Of(metrics[metric].Name, scores[before, metric].ToArray(), scores[after, metric].ToArray());

    private void Add(ImmutableArray<Tensor>[] outputs, CalibrationBatch batch)
    {
        for (var network = 0; network < outputs.Length; network++)
        {
            for (var metric = 0; metric < metrics.Length; metric++)
            {
                scores[network, metric].AddRange(metrics[metric].Score(outputs[network], outputs[0], batch));
            }
        }
    }
}
