using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// What is done to an image before a network sees it, in this order: color, resize, crop, degrade (enlarge or noise), scale, mean
/// and standard deviation, upscale, layout, diffuse. Two are equal where they are written alike.
/// </summary>
[JsonConverter(typeof(PreprocessingJsonConverter))]
public sealed record Preprocessing
{
    /// <summary>The pixels as they are.</summary>
    public static Preprocessing Raw { get; } = new();

    /// <summary>What the color channels become.</summary>
    public ColorMode Color { get; init; }

    /// <summary>[height, width], or [length of the shorter side], or nothing.</summary>
    public Dims Resize { get; init; } = [];

    /// <summary>How <see cref="Resize"/> is done.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bilinear;

    /// <summary>[height, width] of the middle that is kept, or nothing.</summary>
    public Dims Crop { get; init; } = [];

    /// <summary>Above 1: the image is reduced by this factor and enlarged again, bicubic both times; the clean one is the target.</summary>
    public int Enlarge { get; init; } = 1;

    /// <summary>Standard deviation of Gaussian noise, on the scale of the source's pixels; the clean image is the target.</summary>
    public double Noise { get; init; }

    /// <summary>Of noise and steps. An image's noise depends on this and on its number, not on the batches.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What pixels are multiplied by before the mean is taken off.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>One number, or one for each channel, or none.</summary>
    public ImmutableArray<double> Mean { get; init; } = [];

    /// <summary>One number, or one for each channel, or none.</summary>
    public ImmutableArray<double> Std { get; init; } = [];

    /// <summary>Every pixel this many times in both directions.</summary>
    public int Upscale { get; init; } = 1;

    public PixelLayout Layout { get; init; }

    /// <summary>
    /// Above 0: noise of a random one of so many steps of denoising diffusion is mixed into the image, which is then from -1 to 1; the noise
    /// is the target, and the step a second input.
    /// </summary>
    public int Diffuse { get; init; }

    /// <summary>Whether there is a clean image, or noise, to compare a network's output with.</summary>
    [JsonIgnore]
    public bool HasTarget => Enlarge > 1 || Noise > 0 || Diffuse > 0;

    /// <summary>How many pixels at each border such a comparison leaves out, by the custom of super-resolution.</summary>
    [JsonIgnore]
    public int TargetBorder => Enlarge > 1 ? Enlarge * Upscale : 0;

    /// <summary>Reads a preset's name or <c>key=value;key=value</c>, or both.</summary>
    /// <exception cref="DiagnosticException">It is something else.</exception>
    public static Preprocessing Parse(string text) => PreprocessingText.TryParse(text, out var preprocessing, out var problem)
        ? preprocessing
        : throw DiagnosticCatalog.PreprocessingNotUnderstood.Error(null, text, problem);

    /// <summary>Why it cannot be applied to images of this shape, in words; null where it can.</summary>
    public string? WhyNot(ImageShape shape)
    {
        if (Color != ColorMode.Keep && shape.Channels is not (1 or 3))
        {
            return $"color={Color.ToString().ToLowerInvariant()} wants three channels or one";
        }

        var (colored, resized) = (AfterColor(shape), AfterResize(AfterColor(shape)));
        if (ImageShape.Of(resized.Channels, (long)resized.Height * Upscale, (long)resized.Width * Upscale) is null)
        {
            return $"resizing and upscaling make {resized.Height}x{resized.Width} times {Upscale} of it";
        }

        var cropped = AfterCrop(resized);
        if (cropped.Height > resized.Height || cropped.Width > resized.Width)
        {
            return $"a crop of {cropped.Height}x{cropped.Width} is larger than the image of {resized.Height}x{resized.Width}";
        }

        if (cropped.Height < Enlarge || cropped.Width < Enlarge)
        {
            return $"enlarge={Enlarge} leaves nothing of {cropped.Height}x{cropped.Width}";
        }

        return (Mean.Length > 1 && Mean.Length != colored.Channels) || (Std.Length > 1 && Std.Length != colored.Channels)
            ? $"mean and std have {Math.Max(Mean.Length, Std.Length)} numbers for {colored.Channels} channels"
            : null;
    }

    /// <summary>Channels, height and width of what comes out, whatever the layout.</summary>
    public ImageShape OutputShape(ImageShape shape)
    {
        var clean = CleanShape(shape);
        return clean with { Height = clean.Height * Upscale, Width = clean.Width * Upscale };
    }

    public bool Equals(Preprocessing? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The shortest text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => PreprocessingText.Format(this);

    internal Dims AxesOf(int count, ImageShape output) => Layout == PixelLayout.Nchw
        ? [count, output.Channels, output.Height, output.Width]
        : [count, output.Height, output.Width, output.Channels];

    internal ImageShape AfterColor(ImageShape shape) => Color == ColorMode.Keep ? shape : shape with { Channels = 1 };

    internal ImageShape AfterResize(ImageShape shape)
    {
        var (height, width) = ((double)shape.Height, (double)shape.Width);
        return Resize switch
        {
            [var side] => shape with
            {
                Height = (int)Math.Round(side * height / Math.Min(height, width)),
                Width = (int)Math.Round(side * width / Math.Min(height, width)),
            },
            [var rows, var columns] => shape with { Height = rows, Width = columns },
            _ => shape,
        };
    }

    internal ImageShape AfterCrop(ImageShape shape) =>
        Crop is [var rows, var columns] ? shape with { Height = rows, Width = columns } : shape;

    /// <summary>Before upscaling. What is enlarged is first cut to a multiple of the factor.</summary>
    internal ImageShape CleanShape(ImageShape shape)
    {
        var cropped = AfterCrop(AfterResize(AfterColor(shape)));
        return cropped with { Height = cropped.Height / Enlarge * Enlarge, Width = cropped.Width / Enlarge * Enlarge };
    }
}
