using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Samples in memory; those of a batch are drawn by seed and step.</summary>
internal sealed record TrainingSamples(ImmutableArray<float[]> Inputs, Dims Shape) : ITrainingData
{
    public string Name { get; init; } = "samples";

    public int Count => Inputs.Length;

    public ImmutableArray<int>? Labels { get; init; }

    public ImmutableArray<float[]>? Targets { get; init; }

    public Dims TargetShape { get; init; } = [];

    /// <summary>Told of every step whose batch is handed out.</summary>
    public Action<long>? OnStep { get; init; }

    /// <summary>Images of two channels; which of four quarters is brightest is the label.</summary>
    public static TrainingSamples Images(int count = 32, Action<long>? onStep = null)
    {
        var random = new SeededRandom(7);
        var images = ImmutableArray.CreateBuilder<float[]>();
        var labels = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < count; i++)
        {
            var label = random.Below(4);
            var image = new float[2 * 6 * 6];
            for (var j = 0; j < image.Length; j++)
            {
                var quarter = (j % 36 / 6 / 3 * 2) + (j % 6 / 3);
                image[j] = (float)((0.4 * random.Gaussian()) + (quarter == label ? (j < 36 ? 1 : -1) : 0));
            }

            images.Add(image);
            labels.Add(label);
        }

        return new(images.ToImmutable(), [2, 6, 6]) { Labels = labels.ToImmutable(), OnStep = onStep };
    }

    /// <summary>For <see cref="OnStep"/>: cancels when the batch of a step is asked for.</summary>
    public static Action<long> CancelAt(long stop, CancellationTokenSource cancellation) => step =>
    {
        if (step == stop)
        {
            cancellation.Cancel();
        }
    };

    public IEnumerable<CalibrationBatch> From(long step, int size, int seed, CancellationToken cancellation = default)
    {
        while (true)
        {
            OnStep?.Invoke(step);
            var perEpoch = Count / size;
            var order = SeededRandom.Of(seed, (int)(step / perEpoch)).Permutation(Count);
            yield return BatchOf(order.AsSpan((int)(step % perEpoch) * size, size));
            step++;
        }
    }

    public CalibrationSet ToValidation() => new([BatchOf([.. Enumerable.Range(0, Count)])], "all samples");

    public CalibrationBatch BatchOf(ReadOnlySpan<int> samples)
    {
        ImmutableArray<int> chosen = [.. samples];
        return new(
            [Stack(Inputs, Shape)],
            Labels is { } labels ? [.. chosen.Select(sample => labels[sample])] : null,
            Targets is { } targets ? Stack(targets, TargetShape) : null);

        Tensor Stack(ImmutableArray<float[]> rows, Dims axes) =>
            Tensor.Create<float>([chosen.Length, .. axes], [.. chosen.SelectMany(sample => rows[sample])]);
    }
}
