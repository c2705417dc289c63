namespace DepthCompress.Runtime.Data;

/// <summary>A <see cref="Preprocessing"/> made ready for images of one shape.</summary>
internal sealed class ImagePipeline(Preprocessing steps, ImageShape source)
{
    private readonly ImageShape cleanShape = steps.CleanShape(source);

    public ImageShape Output { get; } = steps.OutputShape(source);

    /// <summary>Writes what a network sees of one image and, unless <paramref name="target"/> is empty, what it should answer.</summary>
    public void Run(int index, ReadOnlySpan<float> pixels, Span<float> input, Span<float> target)
    {
        var clean = Shape(pixels);
        if (!target.IsEmpty)
        {
            Finish(clean, target);
        }

        Finish(AddNoise(Degrade(clean), index), input);
    }

    private float[] Shape(ReadOnlySpan<float> pixels)
    {
        var shape = steps.AfterColor(source);
        var image = Recolor(pixels[..source.Length]);
        var resized = steps.AfterResize(shape);
        if (resized != shape)
        {
            image = Resampling.Resize(image, shape, resized, steps.Filter);
        }

        var cropped = steps.AfterCrop(resized);
        image = Cut(image, resized, (resized.Height - cropped.Height) / 2, (resized.Width - cropped.Width) / 2, cropped);
        return Cut(image, cropped, 0, 0, cleanShape);
    }

    private float[] Recolor(ReadOnlySpan<float> pixels)
    {
        if (steps.Color == ColorMode.Keep)
        {
            return pixels.ToArray();
        }

        var area = source.Area;
        var single = new float[area];
        var (red, green, blue, offset) = (steps.Color, source.Channels) switch
        {
            (ColorMode.Luma, 3) => (65.481 / 255, 128.553 / 255, 24.966 / 255, 16.0),
            (ColorMode.Luma, _) => (219.0 / 255, 0.0, 0.0, 16.0),
            (_, 3) => (0.299, 0.587, 0.114, 0.0),
            _ => (1.0, 0.0, 0.0, 0.0),
        };
        for (var i = 0; i < area; i++)
        {
            var others = source.Channels == 3 ? (green * pixels[area + i]) + (blue * pixels[(2 * area) + i]) : 0;
            single[i] = (float)((red * pixels[i]) + others + offset);
        }

        return single;
    }

    private static float[] Cut(float[] image, ImageShape from, int top, int left, ImageShape to)
    {
        if (from == to)
        {
            return image;
        }

        var result = new float[to.Length];
        for (var row = 0; row < to.Channels * to.Height; row++)
        {
            var start = (row / to.Height * from.Area) + (((row % to.Height) + top) * from.Width) + left;
            image.AsSpan(start, to.Width).CopyTo(result.AsSpan(row * to.Width));
        }

        return result;
    }

    private float[] Degrade(float[] clean)
    {
        if (steps.Enlarge == 1)
        {
            return clean;
        }

        var small = cleanShape with { Height = cleanShape.Height / steps.Enlarge, Width = cleanShape.Width / steps.Enlarge };
        var reduced = Resampling.Resize(clean, cleanShape, small, ResampleFilter.Bicubic);
        return Resampling.Resize(reduced, small, cleanShape, ResampleFilter.Bicubic);
    }

    private float[] AddNoise(float[] image, int index)
    {
        if (steps.Noise <= 0)
        {
            return image;
        }

        var random = SeededRandom.Of(steps.Seed, index, 0x6a055);
        var noisy = new float[image.Length];
        for (var i = 0; i < image.Length; i++)
        {
            noisy[i] = (float)(image[i] + (steps.Noise * random.Gaussian()));
        }

        return noisy;
    }

    /// <summary>Scale, mean, standard deviation, upscale, layout: what input and target have in common.</summary>
    private void Finish(float[] image, Span<float> result)
    {
        for (var channel = 0; channel < cleanShape.Channels; channel++)
        {
            var mean = Pick(steps.Mean.AsSpan(), channel, otherwise: 0);
            var std = Pick(steps.Std.AsSpan(), channel, otherwise: 1);
            var (factor, offset) = (steps.Scale / std, -mean / std);
            var plane = image.AsSpan(channel * cleanShape.Area, cleanShape.Area);
            var finished = result.Slice(channel * Output.Area, Output.Area);
            for (var y = 0; y < Output.Height; y++)
            {
                var row = plane.Slice(y / steps.Upscale * cleanShape.Width, cleanShape.Width);
                for (var x = 0; x < Output.Width; x++)
                {
                    finished[(y * Output.Width) + x] = (float)((row[x / steps.Upscale] * factor) + offset);
                }
            }
        }

        if (steps.Layout == PixelLayout.Nhwc)
        {
            PixelLayouts.ToInterleaved(result[..Output.Length], Output);
        }
    }

    private static double Pick(ReadOnlySpan<double> values, int channel, double otherwise) => values switch
    {
        [] => otherwise,
        [var only] => only,
        _ => values[channel],
    };
}
