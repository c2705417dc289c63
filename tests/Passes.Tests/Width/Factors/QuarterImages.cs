using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Images of two channels; which of four quarters is brightest is the label.</summary>
internal sealed class QuarterImages : ITrainingData
{
    private const int Channels = 2;
    private const int Extent = 6;

    public string Name => "quarters";

    public int Count => 256;

    public IEnumerable<CalibrationBatch> From(long step, int size, int seed, CancellationToken cancellation = default)
    {
        while (true)
        {
            yield return Batch(new Random((seed * 10_007) + (int)step++), size);
        }
    }

    private static CalibrationBatch Batch(Random random, int size)
    {
        var (pixels, labels) = (new float[size * Channels * Extent * Extent], new int[size]);
        for (var sample = 0; sample < size; sample++)
        {
            labels[sample] = random.Next(4);
            for (var i = 0; i < Channels * Extent * Extent; i++)
            {
                var place = i % (Extent * Extent);
                var quarter = (place / Extent / 3 * 2) + (place % Extent / 3);
                pixels[(sample * Channels * Extent * Extent) + i] =
                    (float)((2 * (random.NextDouble() - 0.5)) + (quarter != labels[sample] ? 0 : i == place ? 1 : -1));
            }
        }

        return new([Tensor.Create<float>([size, Channels, Extent, Extent], pixels)], [.. labels]);
    }
}
