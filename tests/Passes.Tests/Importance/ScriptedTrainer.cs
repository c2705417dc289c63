using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>A trainer whose runs go as a test says, by their number from 0.</summary>
internal sealed class ScriptedTrainer(Func<int, Graph, Graph> run) : ITrainer
{
    /// <summary>What it was asked for.</summary>
    public List<TrainingRequest> Requests { get; } = [];

    /// <summary>What a validation says at half of the steps; null for what the metric says of the network.</summary>
    public double? MetricAtHalf { get; init; }

    public TrainingResult Train(Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Requests.Add(request);
        var (steps, trained) = (request.Recipe.Steps, run(Requests.Count - 1, graph));
        progress?.Report(new TrainingProgress(steps / 2, steps, 0.5, 0.01, request.Metric is null ? null : MetricAtHalf, 100, TimeSpan.Zero));
        cancellation.ThrowIfCancellationRequested();
        return new TrainingResult(trained, steps, 0.25, null, false, []);
    }
}
