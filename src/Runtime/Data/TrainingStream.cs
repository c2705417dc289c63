using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// The images of a source as batches to train on: mixed anew for every epoch, augmented, preprocessed, and prepared ahead. Images stay in
/// memory once they are read, up to <see cref="MostMemory"/>.
/// </summary>
public sealed class TrainingStream : ITrainingData
{
    private const int Ahead = 4;
    private const long MostMemory = 2L << 30;

    private readonly IImageSource source;
    private readonly Preprocessing preprocessing;
    private readonly ImagePipeline pipeline;
    private readonly SampleMaker maker;
    private readonly int[] labels;
    private readonly InputLayout layout;
    private (int Seed, long Epoch, int[] Places)? order;

    private TrainingStream(IImageSource source, Preprocessing preprocessing, Augmentation augmentation, InputLayout layout)
    {
        (this.source, this.preprocessing, this.layout) = (source, preprocessing, layout);
        pipeline = new(preprocessing, source.Shape);
        maker = new(source, pipeline, augmentation, MostMemory);
        labels = source.HasLabels ? [.. Enumerable.Range(0, source.Count).Select(source.Label)] : [];
        Name = $"{source.Name}, {source.Count} images, {preprocessing}, {augmentation}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => source.Count;

    /// <summary>Channels, height and width of what the network sees.</summary>
    public ImageShape Shape => pipeline.Output;

    /// <param name="source">The images.</param>
    /// <param name="preprocessing">What is done to them.</param>
    /// <param name="augmentation">What is done to them before, at random.</param>
    /// <param name="layout">The inputs of the network; null for images first.</param>
    /// <exception cref="DiagnosticException">DC2021: the preprocessing does not suit the images.</exception>
    public static TrainingStream Open(IImageSource source, Preprocessing preprocessing, Augmentation augmentation, InputLayout? layout = null) =>
        preprocessing.WhyNot(source.Shape) is { } problem
            ? throw DiagnosticCatalog.PreprocessingUnfit.Error(source.Name, preprocessing, source.Shape, problem)
            : new(source, preprocessing, augmentation, layout ?? InputLayout.AsMade(preprocessing));

    /// <inheritdoc/>
    public IEnumerable<CalibrationBatch> From(long step, int size, int seed, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Count);
        return Prefetch.From(step, number => Batch(number, size, seed), Ahead, cancellation);
    }

    /// <summary>The batch of a step. It depends on the arguments alone.</summary>
    internal CalibrationBatch Batch(long step, int size, int seed)
    {
        var inEpoch = Count / size;
        var places = Order(seed, step / inEpoch).AsSpan((int)(step % inEpoch) * size, size);
        var inputs = new float[checked(size * Shape.Length)];
        var targets = preprocessing.HasTarget ? new float[inputs.Length] : [];
        var steps = new long[size];
        for (var i = 0; i < size; i++)
        {
            var random = SeededRandom.Of(seed, (int)step, (int)(step >> 32), i, 0xa06);
            var target = targets.Length == 0 ? [] : targets.AsSpan(i * Shape.Length, Shape.Length);
            steps[i] = maker.Make(places[i], random, inputs.AsSpan(i * Shape.Length, Shape.Length), target);
        }

        var axes = preprocessing.AxesOf(size, Shape);
        return new(
            layout.Arrange(Tensor.Create<float>(axes, inputs), Tensor.Create<long>([size], steps)),
            labels.Length == 0 ? null : LabelsOf(places),
            targets.Length == 0 ? null : Tensor.Create<float>(axes, targets));
    }

    private ImmutableArray<int> LabelsOf(ReadOnlySpan<int> places)
    {
        var result = ImmutableArray.CreateBuilder<int>(places.Length);
        foreach (var place in places)
        {
            result.Add(labels[place]);
        }

        return result.MoveToImmutable();
    }

    private int[] Order(int seed, long epoch)
    {
        if (order is { } known && known.Seed == seed && known.Epoch == epoch)
        {
            return known.Places;
        }

        var places = SeededRandom.Of(seed, (int)epoch, (int)(epoch >> 32), 0x0dde5).Permutation(Count);
        order = (seed, epoch, places);
        return places;
    }
}
