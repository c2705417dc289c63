using System.Diagnostics;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>Counts what a run does with its time, and tells whoever listens from time to time.</summary>
internal sealed class ProgressMeter(IProgress<TrainingProgress>? listener, TimeSpan interval, long firstStep, long steps, int batchSize)
{
    private readonly long first = firstStep;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan reportedAt;
    private TimeSpan apart;
    private long step = firstStep;
    private long reportedStep = firstStep;
    private double losses;

    /// <summary>Time that steps stood still because their batch was not ready.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Over the steps of this process, without validation and checkpoints; 0 before the first.</summary>
    public double SamplesPerSecond => step == first ? 0 : (step - first) * batchSize / Active.TotalSeconds;

    private TimeSpan Active => clock.Elapsed - apart;

    /// <summary>Does what gets the next batch.</summary>
    public T Wait<T>(Func<T> fetch)
    {
        var start = clock.Elapsed;
        var result = fetch();
        Waited += clock.Elapsed - start;
        return result;
    }

    /// <summary>Does what is no training.</summary>
    public void Apart(Action work)
    {
        var start = clock.Elapsed;
        work();
        apart += clock.Elapsed - start;
    }

    /// <summary>Counts a step, and reports when it is time or <paramref name="isDue"/>.</summary>
    public void Step(double loss, double rate, double? metric, bool isDue)
    {
        step++;
        losses += loss;
        var since = clock.Elapsed - reportedAt;
        if (listener is null || (!isDue && since < interval))
        {
            return;
        }

        var count = step - reportedStep;
        var left = clock.Elapsed / (step - first) * (steps - step);
        listener.Report(new(step, steps, losses / count, rate, metric, count * batchSize / Math.Max(since.TotalSeconds, 1e-9), left));
        (reportedAt, reportedStep, losses) = (clock.Elapsed, step, 0);
    }
}
