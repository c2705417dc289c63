namespace DepthCompress.Runtime.Data;

/// <summary>The options every source has: in which order, from where and how many.</summary>
internal sealed record ImageSelection(int Skip, int First, int? Shuffle)
{
    /// <summary>How many images of the source have to be read for it.</summary>
    public int Reach => Shuffle is null ? (int)Math.Min(int.MaxValue, (long)Skip + First) : int.MaxValue;

    public static ImageSelection Read(SourceOptions options) => new(
        options.Integer("skip", 0, int.MaxValue) ?? 0,
        options.Integer("first", 1, int.MaxValue) ?? int.MaxValue,
        options.Integer("shuffle", 0, int.MaxValue));

    public IImageSource Of(IImageSource source) =>
        ImageSubset.Range(Shuffle is { } seed ? ImageSubset.Shuffled(source, seed) : source, Skip, First);
}
