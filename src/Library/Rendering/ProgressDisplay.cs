using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Shows how far a long command is: where the surroundings have a place for it, lines elsewhere, nothing when it should be quiet.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Runs the work and shows its progress.</summary>
    internal static T WithProgress<T>(this Session session, Func<IProgress<StageProgress>?, T> work)
    {
        session.TellDiagnostics();
        session.Reports.Begin();
        return session.Verbosity is Verbosity.Quiet ? work(null)
            : session.Surroundings.Progress is { } view ? view.Show(work)
            : work(new ProgressLines(session.Error, Interval));
    }

    /// <summary>The progress of the rows of one table, as that of a stage.</summary>
    internal static T Stage<T>(this IProgress<StageProgress>? progress, string name, Func<IProgress<RunProgress>, T> work)
    {
        var clock = new StageClock(name, progress);
        var result = work(clock);
        clock.Finish();
        return result;
    }

    /// <summary>The progress of training, as that of the rows of a stage.</summary>
    /// <param name="rows">Told in turn.</param>
    /// <param name="metric">The measure of validations.</param>
    internal static IProgress<TrainingProgress> OfTraining(this IProgress<RunProgress> rows, string? metric) =>
        new DirectProgress<TrainingProgress>(step => rows.Report(new RunProgress((int)step.Step, (int)step.Steps, WordsOf(step, metric))));

    private static string WordsOf(TrainingProgress step, string? metric)
    {
        var quality = step.Metric is { } value && metric is not null ? $", {metric} {Figures.Quality(metric, value)}" : "";
        return $"loss {Figures.Text(step.Loss, "0.0000")}{quality}, {Figures.Text(step.SamplesPerSecond, "0")} images/s";
    }
}
