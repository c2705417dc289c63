namespace DepthCompress.Runtime.Data;

/// <summary>Images of one size that are read by number, in any order and from any thread.</summary>
public interface IImageSource
{
    /// <summary>The text the source was opened with, or what a person would call it.</summary>
    string Name { get; }

    int Count { get; }

    ImageShape Shape { get; }

    bool HasLabels { get; }

    /// <summary>What the labels mean, from label 0; empty where nobody said.</summary>
    ImmutableArray<string> ClassNames => [];

    /// <summary>
    /// Writes one image as <see cref="ImageShape.Length"/> numbers: channel by channel, top row first; 0 … 255 where the source
    /// holds bytes.
    /// </summary>
    void Read(int index, Span<float> pixels);

    /// <summary>The class of one image; -1 without labels.</summary>
    int Label(int index);
}
