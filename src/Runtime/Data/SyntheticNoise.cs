using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Inputs of any shape without meaning or labels: for measuring, and for comparing two networks.</summary>
internal sealed class SyntheticNoise(string name, ImageShape shape, int count, int seed, bool isNormal) : IImageSource
{
    public string Name => name;

    public int Count => count;

    public ImageShape Shape => shape;

    public bool HasLabels => false;

    /// <summary><c>synthetic:noise?channels=3&amp;height=32&amp;width=32&amp;count=256&amp;seed=1&amp;distribution=uniform</c>.</summary>
    public static IImageSource Open(SourceRequest request)
    {
        var options = request.Options;
        var channels = options.Integer("channels", 1, ImageShape.MostChannels) ?? 3;
        var height = options.Integer("height", 1, ImageShape.MostPixels) ?? 32;
        var width = options.Integer("width", 1, ImageShape.MostPixels) ?? 32;
        var count = options.Integer("count", 1, int.MaxValue) ?? 256;
        var seed = options.Integer("seed", 0, int.MaxValue) ?? 1;
        var split = options.Choice("split", "test", "train");
        var distribution = options.Choice("distribution", "uniform", "normal");
        options.Complete();
        var shape = ImageShape.Of(channels, height, width)
            ?? throw DiagnosticCatalog.ImageTooLarge.Error(request.Name, $"{channels}x{height}x{width}");
        return new SyntheticNoise(request.Name, shape, count, (2 * seed) + (split == "train" ? 1 : 0), distribution == "normal");
    }

    /// <summary>Whole numbers 0 … 255, or the standard normal distribution.</summary>
    public void Read(int index, Span<float> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
        var random = SeededRandom.Of(seed, index, 0x2015e);
        for (var i = 0; i < shape.Length; i++)
        {
            pixels[i] = isNormal ? (float)random.Gaussian() : random.Below(256);
        }
    }

    public int Label(int index) => -1;
}
