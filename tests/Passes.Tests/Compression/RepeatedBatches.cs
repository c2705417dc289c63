using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Training data that are the batches of a set over and over.</summary>
internal sealed class RepeatedBatches(CalibrationSet set) : ITrainingData
{
    public string Name => set.Name;

    public int Count => set.Count;

    public IEnumerable<CalibrationBatch> From(long step, int size, int seed, CancellationToken cancellation = default)
    {
        for (; ; step++)
        {
            yield return set.Batches[(int)(step % set.Batches.Length)];
        }
    }
}
