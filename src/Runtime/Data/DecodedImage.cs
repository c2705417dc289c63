namespace DepthCompress.Runtime.Data;

/// <summary>An image as its file holds it, in color: red, green and blue of one pixel after the other, top row first.</summary>
internal sealed record DecodedImage(int Height, int Width, byte[] Pixels)
{
    /// <summary>Larger images are refused: a small file may promise a large one.</summary>
    public const long MostPixels = 100_000_000;

    /// <summary>So many are taken of any file; beyond that an image takes some bytes, unless it was made to take memory.</summary>
    private const long AlwaysPixels = 1 << 21;

    private const int MostPixelsPerByte = 256;

    public ImageShape Shape => new(3, Height, Width);

    /// <summary>Memory for an image of a size that a file states.</summary>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="bytes">The length of the file.</param>
    /// <exception cref="InvalidDataException">No image is that large, or none in a file of that length.</exception>
    public static DecodedImage Blank(long height, long width, long bytes) => height <= 0 || width <= 0 || height * width > MostPixels
        ? throw new InvalidDataException($"it is {height}x{width} pixels large")
        : height * width > AlwaysPixels + (MostPixelsPerByte * bytes)
        ? throw new InvalidDataException($"it promises {height}x{width} pixels in {bytes} bytes")
        : new((int)height, (int)width, new byte[3 * height * width]);

    /// <summary>The image, made just large enough to cover the shape and cut to it, in planes.</summary>
    public byte[] ToPlanes(ImageShape shape)
    {
        if (shape == Shape)
        {
            var planes = new byte[Pixels.Length];
            for (var i = 0; i < Pixels.Length; i++)
            {
                planes[(i % 3 * shape.Area) + (i / 3)] = Pixels[i];
            }

            return planes;
        }

        var scale = Math.Max((double)shape.Height / Height, (double)shape.Width / Width);
        var covering = new ImageShape(
            3, Math.Max(shape.Height, (int)Math.Round(Height * scale)), Math.Max(shape.Width, (int)Math.Round(Width * scale)));
        var pixels = Array.ConvertAll(Pixels, pixel => (float)pixel);
        PixelLayouts.ToPlanes(pixels, Shape);
        return Cut(Resampling.Resize(pixels, Shape, covering, ResampleFilter.Bilinear), covering, shape);
    }

    private static byte[] Cut(float[] pixels, ImageShape from, ImageShape to)
    {
        var (top, left) = ((from.Height - to.Height) / 2, (from.Width - to.Width) / 2);
        var result = new byte[to.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (channel, y, x) = (i / to.Area, i % to.Area / to.Width, i % to.Width);
            result[i] = (byte)Math.Clamp(MathF.Round(pixels[(channel * from.Area) + ((y + top) * from.Width) + x + left]), 0, 255);
        }

        return result;
    }
}
