using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>The way of a training: its loss and its learning rate, in as many entries as a chart can show.</summary>
internal sealed class TrainingHistory
{
    private const int Most = 400;
    private readonly List<(long Step, double Loss, double LearningRate)> entries = [];

    /// <summary>What was written down so far.</summary>
    internal ImmutableArray<(long Step, double Loss, double LearningRate)> Entries => [.. entries];

    /// <summary>Writes down what a listener is told.</summary>
    internal IProgress<TrainingProgress> Before(IProgress<TrainingProgress>? listener) => new Listener(this, listener);

    private void Add(TrainingProgress progress)
    {
        if (entries.Count == Most)
        {
            Halve();
        }

        entries.Add((progress.Step, progress.Loss, progress.LearningRate));
    }

    /// <summary>Two entries become one: the mean of their losses, weighted by their steps.</summary>
    private void Halve()
    {
        var before = 0L;
        for (var i = 0; i < entries.Count / 2; i++)
        {
            var (first, second) = (entries[2 * i], entries[(2 * i) + 1]);
            var loss = ((first.Loss * (first.Step - before)) + (second.Loss * (second.Step - first.Step))) / Math.Max(1, second.Step - before);
            (entries[i], before) = ((second.Step, loss, second.LearningRate), second.Step);
        }

        entries.RemoveRange(entries.Count / 2, entries.Count / 2);
    }

    private sealed class Listener(TrainingHistory history, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            history.Add(value);
            next?.Report(value);
        }
    }
}
