namespace DepthCompress.Runtime.Data;

/// <summary>Turns one image from planes into interleaved channels and back.</summary>
internal static class PixelLayouts
{
    /// <summary>[h, w, c] to [c, h, w], in place.</summary>
    public static void ToPlanes(Span<float> pixels, ImageShape shape)
    {
        var copy = pixels.ToArray();
        for (var i = 0; i < copy.Length; i++)
        {
            pixels[(i % shape.Channels * shape.Area) + (i / shape.Channels)] = copy[i];
        }
    }

    /// <summary>[c, h, w] to [h, w, c], in place.</summary>
    public static void ToInterleaved(Span<float> pixels, ImageShape shape)
    {
        var copy = pixels.ToArray();
        for (var i = 0; i < copy.Length; i++)
        {
            pixels[i] = copy[(i % shape.Channels * shape.Area) + (i / shape.Channels)];
        }
    }
}
