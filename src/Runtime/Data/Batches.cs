using System.Collections;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>The images of a source, preprocessed, a batch at a time: made when asked for, the same every time.</summary>
public sealed class Batches : IEnumerable<Batch>
{
    private readonly ImagePipeline pipeline;

    private Batches(IImageSource source, Preprocessing preprocessing, int size)
    {
        (Source, Preprocessing, Size) = (source, preprocessing, size);
        pipeline = new(preprocessing, source.Shape);
    }

    public IImageSource Source { get; }

    public Preprocessing Preprocessing { get; }

    /// <summary>Images in a batch; the last may hold fewer.</summary>
    public int Size { get; }

    /// <summary>Channels, height and width of what the network sees.</summary>
    public ImageShape Shape => pipeline.Output;

    /// <summary>How many batches there are.</summary>
    public int Count => (Source.Count + Size - 1) / Size;

    /// <exception cref="DiagnosticException">The preprocessing does not suit the images.</exception>
    public static Batches Open(IImageSource source, Preprocessing preprocessing, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return preprocessing.WhyNot(source.Shape) is { } problem
            ? throw DiagnosticCatalog.PreprocessingUnfit.Error(source.Name, preprocessing, source.Shape, problem)
            : new(source, preprocessing, size);
    }

    /// <summary>Makes sure that a model's input takes these batches.</summary>
    /// <exception cref="DiagnosticException">It does not; says what it takes.</exception>
    public void Fit(string inputName, TensorType input)
    {
        var wanted = AxesOf(Size);
        var fits = input.Shape.Count == 4;
        for (var axis = 1; fits && axis < 4; axis++)
        {
            fits = !input.Shape[axis].IsKnown || input.Shape[axis].Size == wanted[axis];
        }

        if (!fits)
        {
            var model = string.Join('x', input.Shape.Skip(1).Select(dim => dim.IsKnown ? $"{dim.Size}" : "?"));
            throw DiagnosticCatalog.ImageSizeWrong.Error(Source.Name, string.Join('x', wanted.Skip(1)), inputName, model);
        }
    }

    /// <summary>Makes sure that every label is one of <paramref name="classes"/>.</summary>
    /// <exception cref="DiagnosticException">One is not.</exception>
    public void FitLabels(int classes)
    {
        for (var i = 0; Source.HasLabels && i < Source.Count; i++)
        {
            if (Source.Label(i) is var label && (label < 0 || label >= classes))
            {
                throw DiagnosticCatalog.LabelOutOfRange.Error(Source.Name, i, label, classes - 1);
            }
        }
    }

    /// <summary>One batch by number.</summary>
    public Batch this[int batch]
    {
        get
        {
            var first = batch * Size;
            var count = Math.Min(Size, Source.Count - first);
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(batch));
            var pixels = new float[Source.Shape.Length];
            var inputs = new float[checked(count * Shape.Length)];
            var targets = Preprocessing.HasTarget ? new float[inputs.Length] : [];
            var steps = new long[count];
            for (var i = 0; i < count; i++)
            {
                Source.Read(first + i, pixels);
                var target = targets.Length == 0 ? [] : targets.AsSpan(i * Shape.Length, Shape.Length);
                steps[i] = pipeline.Run(first + i, pixels, inputs.AsSpan(i * Shape.Length, Shape.Length), target);
            }

            ImmutableArray<int> labels = Source.HasLabels ? [.. Enumerable.Range(first, count).Select(Source.Label)] : [];
            var axes = AxesOf(count);
            return new(first, Tensor.Create<float>(axes, inputs), targets.Length == 0 ? null : Tensor.Create<float>(axes, targets), labels)
            {
                Steps = Preprocessing.Diffuse > 0 ? Tensor.Create<long>([count], steps) : null,
            };
        }
    }

    /// <summary>All batches in memory, as fitting and importance want them: images first, then steps if there are any.</summary>
    public CalibrationSet ToCalibrationSet() => new(
        [.. this.Select(batch => new CalibrationBatch(InputLayout.AsMade(Preprocessing).Arrange(batch.Input, batch.Steps), batch.Labels.IsEmpty ? null : batch.Labels, batch.Target))],
        $"{Source.Name}, {Source.Count} images, {Preprocessing}");

    public IEnumerator<Batch> GetEnumerator()
    {
        for (var batch = 0; batch < Count; batch++)
        {
            yield return this[batch];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Dims AxesOf(int count) => Preprocessing.AxesOf(count, Shape);
}
