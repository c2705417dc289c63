namespace DepthCompress.Runtime.Data;

/// <summary>What there is to say about a source: sizes, classes and the distribution of its pixels.</summary>
public sealed record DataDescription
{
    public required string Name { get; init; }

    public required int Count { get; init; }

    public required ImageShape Shape { get; init; }

    /// <summary>Images of each class, from label 0 to the largest there is; empty without labels.</summary>
    public required ImmutableArray<int> Histogram { get; init; }

    public required ImmutableArray<string> ClassNames { get; init; }

    /// <summary>Per channel, of the pixels as they are read.</summary>
    public required ImmutableArray<double> Mean { get; init; }

    /// <summary>Per channel, of the pixels as they are read.</summary>
    public required ImmutableArray<double> Std { get; init; }

    public required float Least { get; init; }

    public required float Most { get; init; }

    /// <summary>Reads the whole source once.</summary>
    public static DataDescription Of(IImageSource source, CancellationToken cancellation = default)
    {
        var shape = source.Shape;
        var (sums, squares) = (new double[shape.Channels], new double[shape.Channels]);
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        var pixels = new float[shape.Length];
        for (var i = 0; i < source.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            source.Read(i, pixels);
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                var (sum, square) = (0.0, 0.0);
                foreach (var pixel in pixels.AsSpan(channel * shape.Area, shape.Area))
                {
                    sum += pixel;
                    square += (double)pixel * pixel;
                    least = pixel < least ? pixel : least;
                    most = pixel > most ? pixel : most;
                }

                sums[channel] += sum;
                squares[channel] += square;
            }
        }

        var total = (double)source.Count * shape.Area;
        return new()
        {
            Name = source.Name,
            Count = source.Count,
            Shape = shape,
            Histogram = HistogramOf(source),
            ClassNames = source.ClassNames,
            Mean = [.. sums.Select(sum => sum / total)],
            Std = [.. sums.Zip(squares, (sum, square) => Math.Sqrt(Math.Max(0, (square / total) - (sum / total * (sum / total)))))],
            Least = least,
            Most = most,
        };
    }

    private static ImmutableArray<int> HistogramOf(IImageSource source)
    {
        if (!source.HasLabels)
        {
            return [];
        }

        int[] labels = [.. Enumerable.Range(0, source.Count).Select(source.Label)];
        var histogram = new int[labels.Max() + 1];
        foreach (var label in labels)
        {
            histogram[label]++;
        }

        return [.. histogram];
    }
}
