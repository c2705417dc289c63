using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Measurement;

/// <summary>
/// Times several things against each other. In every round each is timed once, in random order, so that whatever disturbs the machine meets
/// all of them alike and sample i of one can be compared with sample i of another.
/// </summary>
public sealed class LatencyRun(LatencySettings settings, TimeProvider? clock = null)
{
    private const int MinWarmUpSamples = 2;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    /// <summary>Measures until every interval is narrow enough, or time is up.</summary>
    /// <param name="timed">For each network: the seconds that so many calls in a row take.</param>
    /// <param name="progress">Told after every round.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<Func<int, double>> timed, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (timed.IsEmpty)
        {
            return [];
        }

        var start = clock.GetTimestamp();
        var calls = timed.Select(time => WarmUp(time, cancellation)).ToImmutableArray();
        var samples = timed.Select(_ => new List<double>()).ToImmutableArray();
        var order = Enumerable.Range(0, timed.Length).ToArray();
        var random = new Random(settings.Seed);
        for (var rounds = 1; ; rounds++)
        {
            cancellation.ThrowIfCancellationRequested();
            random.Shuffle(order);
            foreach (var index in order)
            {
                samples[index].Add(1000 * timed[index](calls[index]) / calls[index]);
            }

            var widest = samples.Max(list => LatencyStatistics.WidestHalfWidth([.. list], settings.Confidence));
            progress?.Report(new LatencyProgress(rounds, widest));
            var isNarrow = rounds >= settings.MinRounds && widest <= settings.TargetHalfWidth;
            if (isNarrow || rounds >= settings.MaxRounds || clock.GetElapsedTime(start).TotalSeconds >= settings.MaxSeconds)
            {
                return [.. samples.Select(list => LatencyStatistics.Summarize([.. list], settings))];
            }
        }
    }

    /// <summary>Runs until warm; the number of calls that make a sample long enough for the clock.</summary>
    private int WarmUp(Func<int, double> time, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var fastest = double.PositiveInfinity;
        for (var i = 0; i < MinWarmUpSamples || clock.GetElapsedTime(start).TotalSeconds < settings.WarmUpSeconds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            fastest = Math.Min(fastest, time(1));
        }

        return (int)Math.Clamp(Math.Ceiling(settings.SampleSeconds / Math.Max(fastest, 1e-9)), 1, 1_000_000);
    }
}
