namespace DepthCompress.Runtime.Data;

/// <summary>The size of one image: channels, rows and columns.</summary>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    internal const int MostPixels = 16384;
    internal const int MostChannels = 65536;
    private const long MostNumbers = 1 << 28;

    /// <summary>How many numbers one image is.</summary>
    public int Length => checked(Channels * Height * Width);

    /// <summary>Pixels of one channel.</summary>
    public int Area => checked(Height * Width);

    /// <summary>A shape stated by a file or a user; null where no image can be so large, or is empty.</summary>
    public static ImageShape? Of(long channels, long height, long width) =>
        channels is > 0 and <= MostChannels && height is > 0 and <= MostPixels && width is > 0 and <= MostPixels
            && channels * height * width <= MostNumbers
            ? new((int)channels, (int)height, (int)width)
            : null;

    /// <summary><c>3x32x32</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
