using System.Diagnostics;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary>Training images, and a clock on how long one waits for them.</summary>
internal sealed class WatchedData(ITrainingData data) : ITrainingData
{
    /// <inheritdoc/>
    public string Name => data.Name;

    /// <inheritdoc/>
    public int Count => data.Count;

    /// <summary>The step the last run began with.</summary>
    internal long FirstStep { get; private set; }

    /// <summary>How long the last run waited.</summary>
    internal TimeSpan Waited { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<CalibrationBatch> From(long step, int size, int seed, CancellationToken cancellation = default)
    {
        (FirstStep, Waited) = (step, TimeSpan.Zero);
        using var batches = data.From(step, size, seed, cancellation).GetEnumerator();
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            var more = batches.MoveNext();
            Waited += Stopwatch.GetElapsedTime(start);
            if (!more)
            {
                yield break;
            }

            yield return batches.Current;
        }
    }
}
