namespace DepthCompress.Runtime.Data;

/// <summary>Makes training samples of images: augmentation, then what the preprocessing says.</summary>
internal sealed class SampleMaker
{
    private const double WidestAspect = 4.0 / 3;

    private readonly ImagePipeline pipeline;
    private readonly Augmentation augmentation;
    private readonly ImageMemory images;

    public SampleMaker(IImageSource source, ImagePipeline pipeline, Augmentation augmentation, long mostMemory)
    {
        (this.pipeline, this.augmentation) = (pipeline, augmentation);
        Func<float[], float[]> prepare = augmentation.Zoom < 1 ? pixels => pipeline.Recolor(pixels) : pixels => pipeline.Clean(pixels);
        images = new(source, prepare, mostMemory);
    }

    /// <summary>
    /// Writes what a network sees of one image and, unless <paramref name="target"/> is empty, what it should answer. The step of time, 0 without.
    /// </summary>
    public int Make(int index, SeededRandom random, Span<float> input, Span<float> target)
    {
        var image = augmentation.Zoom < 1 ? Zoomed(images[index], random) : images[index];
        var (down, right) = (Shift(random), Shift(random));
        var isMirrored = augmentation.Flip && random.Below(2) == 1;
        if (image is byte[] bytes && target.IsEmpty)
        {
            var moved = Moved(bytes, down, right, isMirrored);
            pipeline.Finish(moved, input);
            return 0;
        }

        var floats = image as float[] ?? [.. ((byte[])image).Select(pixel => (float)pixel)];
        return pipeline.FinishBoth(Moved(floats, down, right, isMirrored), random, input, target);
    }

    private int Shift(SeededRandom random) =>
        augmentation.Crop == 0 ? 0 : random.Below((2 * augmentation.Crop) + 1) - augmentation.Crop;

    /// <summary>The image moved and mirrored, with zeros where nothing comes from.</summary>
    private T[] Moved<T>(T[] image, int down, int right, bool isMirrored)
        where T : unmanaged
    {
        if (down == 0 && right == 0 && !isMirrored)
        {
            return image;
        }

        var result = new T[image.Length];
        var shape = pipeline.CleanShape;
        var (from, to) = (Math.Max(0, -right), Math.Max(0, right));
        var length = Math.Max(0, shape.Width - Math.Abs(right));
        for (var row = 0; row < shape.Channels * shape.Height; row++)
        {
            var line = result.AsSpan(row * shape.Width, shape.Width);
            var source = (row % shape.Height) - down;
            if (source >= 0 && source < shape.Height && length > 0)
            {
                image.AsSpan(((row - down) * shape.Width) + from, length).CopyTo(line[to..]);
            }

            if (isMirrored)
            {
                line.Reverse();
            }
        }

        return result;
    }

    /// <summary>A part of the image, brought to the size of the whole.</summary>
    private float[] Zoomed(Array image, SeededRandom random)
    {
        var whole = pipeline.RecoloredShape;
        var pixels = image as float[] ?? [.. ((byte[])image).Select(pixel => (float)pixel)];
        var area = whole.Area * random.Uniform(augmentation.Zoom, 1);
        var aspect = Math.Exp(random.Uniform(-Math.Log(WidestAspect), Math.Log(WidestAspect)));
        var height = Math.Clamp((int)Math.Round(Math.Sqrt(area / aspect)), 1, whole.Height);
        var width = Math.Clamp((int)Math.Round(Math.Sqrt(area * aspect)), 1, whole.Width);
        var (top, left) = (random.Below(whole.Height - height + 1), random.Below(whole.Width - width + 1));
        return pipeline.Resized(pixels, top, left, whole with { Height = height, Width = width });
    }
}
