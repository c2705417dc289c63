namespace DepthCompress.Runtime.Data;

/// <summary>Some images of another source, in an order of its own.</summary>
public sealed class ImageSubset : IImageSource
{
    private readonly IImageSource source;
    private readonly ImmutableArray<int> indices;

    public ImageSubset(IImageSource source, ImmutableArray<int> indices)
    {
        if (indices.Any(index => (uint)index >= (uint)source.Count))
        {
            throw new ArgumentOutOfRangeException(nameof(indices), $"an index is not below {source.Count}");
        }

        (this.source, this.indices) = (source, indices);
    }

    public string Name => source.Name;

    public int Count => indices.Length;

    public ImageShape Shape => source.Shape;

    public bool HasLabels => source.HasLabels;

    public ImmutableArray<string> ClassNames => source.ClassNames;

    /// <summary>At most <paramref name="count"/> images after the first <paramref name="skip"/>.</summary>
    public static IImageSource Range(IImageSource source, int skip, int count)
    {
        var start = Math.Min(skip, source.Count);
        var length = Math.Min(count, source.Count - start);
        return start == 0 && length == source.Count ? source : new ImageSubset(source, [.. Enumerable.Range(start, length)]);
    }

    /// <summary>The same images in an order that only the seed decides.</summary>
    public static IImageSource Shuffled(IImageSource source, int seed) =>
        new ImageSubset(source, [.. SeededRandom.Of(seed, 0x5f0e).Permutation(source.Count)]);

    public void Read(int index, Span<float> pixels) => source.Read(indices[index], pixels);

    public int Label(int index) => source.Label(indices[index]);
}
