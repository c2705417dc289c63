using System.Globalization;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Compression;

/// <summary>Turns a budget into steps.</summary>
public sealed class StepClock(ITrainer trainer, TimeProvider time)
{
    private const int Few = 3;
    private const int Many = 13;

    /// <summary>The steps of a budget, at least one.</summary>
    public long StepsFor(TrainingBudget budget, Graph graph, TrainingRequest request, CancellationToken cancellation) =>
        Math.Max(1, budget switch
        {
            TrainingBudget.Steps steps => steps.Count,
            TrainingBudget.Epochs epochs => (long)Math.Round(epochs.Count * request.Data.Count / request.Recipe.BatchSize),
            TrainingBudget.Minutes minutes => Kept(minutes, request.Checkpoint) ?? Timed(minutes, graph, request, cancellation),
            _ => throw new CompilerBugException("a budget is steps, epochs or minutes"),
        });

    /// <summary>A run that goes on from a checkpoint has the length it began with.</summary>
    private static long? Kept(TrainingBudget.Minutes minutes, string? checkpoint) =>
        checkpoint is not null && File.Exists(checkpoint) && File.Exists(FileOf(checkpoint))
        && PlainFile.ReadAllText(FileOf(checkpoint)).Split(' ') is [var count, var steps]
        && count == Text(minutes.Count) && long.TryParse(steps, CultureInfo.InvariantCulture, out var known) ? known : null;

    private long Timed(TrainingBudget.Minutes minutes, Graph graph, TrainingRequest request, CancellationToken cancellation)
    {
        var probe = request with { Checkpoint = null, Validation = null, Metric = null };
        var (few, many) = (SecondsOf(Few), SecondsOf(Many));
        var threads = request.Recipe.Threads > 0 ? request.Recipe.Threads : Environment.ProcessorCount;
        var left = (minutes.Count * 60 / threads) - few - many;
        var steps = Math.Max(1, (long)(left * (Many - Few) / Math.Max(1e-9, many - few)));
        if (request.Checkpoint is { } checkpoint)
        {
            var text = Encoding.UTF8.GetBytes($"{Text(minutes.Count)} {steps}");
            AtomicFile.Write(FileOf(checkpoint), force: true, stream => stream.Write(text));
        }

        return steps;

        double SecondsOf(int count)
        {
            var start = time.GetTimestamp();
            trainer.Train(graph, probe with { Recipe = request.Recipe with { Steps = count, Patience = 0 } }, null, cancellation);
            return time.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Where the length of a run is kept, beside its checkpoint.</summary>
    public static string FileOf(string checkpoint) => $"{checkpoint}.steps";

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
