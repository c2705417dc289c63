namespace DepthCompress.Runtime.Data;

/// <summary>A <see cref="Preprocessing"/> made ready for images of one shape.</summary>
internal sealed class ImagePipeline(Preprocessing steps, ImageShape source)
{
    private readonly NoiseSchedule? schedule = steps.Diffuse > 0 ? new(steps.Diffuse) : null;
    private readonly float[] tables = TablesOf(steps, steps.CleanShape(source).Channels);

    private delegate void Scaling<T>(int channel, ReadOnlySpan<T> plane, Span<float> scaled);

    public ImageShape Output { get; } = steps.OutputShape(source);

    /// <summary>After color.</summary>
    public ImageShape RecoloredShape { get; } = steps.AfterColor(source);

    /// <summary>After color, resize and crop.</summary>
    public ImageShape CleanShape { get; } = steps.CleanShape(source);

    /// <summary>
    /// Writes what a network sees of one image and, unless <paramref name="target"/> is empty, what it should answer. The step of time, 0 without.
    /// </summary>
    public int Run(int index, ReadOnlySpan<float> pixels, Span<float> input, Span<float> target) =>
        FinishBoth(Clean(pixels), SeededRandom.Of(steps.Seed, index, 0x6a055), input, target);

    /// <summary>From an image of the clean shape; the noise comes from <paramref name="random"/>. Answers the step of time, 0 without.</summary>
    public int FinishBoth(float[] clean, SeededRandom random, Span<float> input, Span<float> target)
    {
        if (schedule is not null)
        {
            Finish(AddNoise(Degrade(clean), random), input);
            return schedule.Apply(random, input, target);
        }

        if (!target.IsEmpty)
        {
            Finish(clean, target);
        }

        Finish(AddNoise(Degrade(clean), random), input);
        return 0;
    }

    /// <summary>The same for an image of bytes that is not degraded, much faster.</summary>
    public void Finish(ReadOnlySpan<byte> clean, Span<float> result) => Finish(clean, result, (channel, plane, scaled) =>
    {
        var table = tables.AsSpan(channel * 256, 256);
        for (var i = 0; i < plane.Length; i++)
        {
            scaled[i] = table[plane[i]];
        }
    });

    /// <summary>Color, resize and crop.</summary>
    public float[] Clean(ReadOnlySpan<float> pixels)
    {
        var resized = steps.AfterResize(RecoloredShape);
        var image = Recolor(pixels);
        if (resized != RecoloredShape)
        {
            image = Resampling.Resize(image, RecoloredShape, resized, steps.Filter);
        }

        var cropped = steps.AfterCrop(resized);
        image = Cut(image, resized, (resized.Height - cropped.Height) / 2, (resized.Width - cropped.Width) / 2, cropped);
        return Cut(image, cropped, 0, 0, CleanShape);
    }

    /// <summary>A part of a recolored image, brought to the clean shape.</summary>
    public float[] Resized(float[] image, int top, int left, ImageShape part)
    {
        var cut = Cut(image, RecoloredShape, top, left, part);
        return part == CleanShape ? cut : Resampling.Resize(cut, part, CleanShape, steps.Filter);
    }

    /// <summary>The color channels as they are wanted.</summary>
    public float[] Recolor(ReadOnlySpan<float> pixels)
    {
        if (steps.Color == ColorMode.Keep)
        {
            return pixels[..source.Length].ToArray();
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

        var small = CleanShape with { Height = CleanShape.Height / steps.Enlarge, Width = CleanShape.Width / steps.Enlarge };
        var reduced = Resampling.Resize(clean, CleanShape, small, ResampleFilter.Bicubic);
        return Resampling.Resize(reduced, small, CleanShape, ResampleFilter.Bicubic);
    }

    private float[] AddNoise(float[] image, SeededRandom random)
    {
        if (steps.Noise <= 0)
        {
            return image;
        }

        var noisy = new float[image.Length];
        for (var i = 0; i < image.Length; i++)
        {
            noisy[i] = (float)(image[i] + (steps.Noise * random.Gaussian()));
        }

        return noisy;
    }

    private void Finish(ReadOnlySpan<float> image, Span<float> result) => Finish(image, result, (channel, plane, scaled) =>
    {
        var (factor, offset) = LineOf(steps, channel);
        for (var i = 0; i < plane.Length; i++)
        {
            scaled[i] = (float)((plane[i] * factor) + offset);
        }
    });

    /// <summary>Scale, mean, standard deviation, upscale, layout: what input and target have in common.</summary>
    private void Finish<T>(ReadOnlySpan<T> image, Span<float> result, Scaling<T> scale)
    {
        var (area, isLarger) = (CleanShape.Area, steps.Upscale > 1);
        var scaled = isLarger ? new float[area] : [];
        for (var channel = 0; channel < CleanShape.Channels; channel++)
        {
            var finished = result.Slice(channel * Output.Area, Output.Area);
            scale(channel, image.Slice(channel * area, area), isLarger ? scaled : finished);
            if (isLarger)
            {
                Repeat(scaled, finished);
            }
        }

        if (steps.Layout == PixelLayout.Nhwc)
        {
            PixelLayouts.ToInterleaved(result[..Output.Length], Output);
        }
    }

    private void Repeat(ReadOnlySpan<float> plane, Span<float> larger)
    {
        for (var y = 0; y < CleanShape.Height; y++)
        {
            var first = larger.Slice(y * steps.Upscale * Output.Width, Output.Width);
            for (var x = 0; x < CleanShape.Width; x++)
            {
                first.Slice(x * steps.Upscale, steps.Upscale).Fill(plane[(y * CleanShape.Width) + x]);
            }

            for (var copy = 1; copy < steps.Upscale; copy++)
            {
                first.CopyTo(larger[(((y * steps.Upscale) + copy) * Output.Width)..]);
            }
        }
    }

    /// <summary>What every byte becomes in every channel.</summary>
    private static float[] TablesOf(Preprocessing steps, int channels)
    {
        var tables = new float[256 * channels];
        for (var i = 0; i < tables.Length; i++)
        {
            var (factor, offset) = LineOf(steps, i / 256);
            tables[i] = (float)(((float)(i % 256) * factor) + offset);
        }

        return tables;
    }

    private static (double Factor, double Offset) LineOf(Preprocessing steps, int channel)
    {
        var mean = Pick(steps.Mean.AsSpan(), channel, otherwise: 0);
        var std = Pick(steps.Std.AsSpan(), channel, otherwise: 1);
        return (steps.Scale / std, -mean / std);
    }

    private static double Pick(ReadOnlySpan<double> values, int channel, double otherwise) => values switch
    {
        [] => otherwise,
        [var only] => only,
        _ => values[channel],
    };
}
