using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class DataPreprocessingTests
{
    [Fact]
    public void ThePresetsAreTheStatedFormulas()
    {
        var color = Source(3, 1, 1, 255, 51, 0);
        Assert.Equal([255f, 51, 0], Input("raw", color));
        Assert.Equal([1f, 0.2f, 0], Input("unit", color));
        Assert.Equal([(float)((1 - 0.485) / 0.229), (float)((0.2 - 0.456) / 0.224), (float)(-0.406 / 0.225)], Input("in", color), Close);
        Assert.Equal([1f, 1, 1, 1, -0.6f, -0.6f, -0.6f, -0.6f, -1, -1, -1, -1], Input("up2", color), Close);
    }

    [Fact]
    public void UpscalingRepeatsPixels() =>
        Assert.Equal([1f, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], Input("upscale=2", Source(1, 2, 2, 1, 2, 3, 4)));

    [Fact]
    public void GrayAndLumaWeighTheChannels()
    {
        var color = Source(3, 1, 1, 100, 200, 50);
        Assert.Equal([(0.299f * 100) + (0.587f * 200) + (0.114f * 50)], Input("color=gray", color), Close);
        Assert.Equal([235f], Input("color=luma", Source(3, 1, 1, 255, 255, 255)), Close);
        Assert.Equal([16f], Input("color=luma", Source(3, 1, 1, 0, 0, 0)), Close);
        Assert.Equal([16 + (65.481f / 255 * 100) + (128.553f / 255 * 200) + (24.966f / 255 * 50)], Input("color=luma", color), Close);
        Assert.Equal([16 + (219f / 255 * 51)], Input("color=luma", Source(1, 1, 1, 51)), Close);
        Assert.Equal([51f], Input("color=gray", Source(1, 1, 1, 51)));
    }

    [Fact]
    public void ACropTakesTheMiddle()
    {
        var source = Source(1, 3, 4, [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        Assert.Equal([5f, 6], Input("crop=1x2", source));
        Assert.Equal([1f, 2, 5, 6], Input("crop=2", source));
    }

    [Fact]
    public void TheLayoutMayPutChannelsLast()
    {
        var batch = Batches.Open(Source(3, 1, 2, 1, 2, 3, 4, 5, 6), Preprocessing.Parse("layout=nhwc"), 1)[0];
        Assert.Equal<Dims>([1, 1, 2, 3], batch.Input.Shape);
        Assert.Equal([1f, 3, 5, 2, 4, 6], batch.Input.AsSpan<float>().ToArray());
    }

    [Fact]
    public void ResizingAveragesAndInterpolates()
    {
        Assert.Equal([1f, 3], Input("resize=1x2;filter=nearest", Source(1, 1, 4, 0, 1, 2, 3)));
        Assert.Equal([10f, 12.5f, 17.5f, 20], Input("resize=1x4", Source(1, 1, 2, 10, 20)), Close);

        // Halved with a tent of half width 2: 1/8, 3/8, 3/8, 1/8; mirrored at the borders.
        Assert.Equal([3.75f, 36.25f], Input("resize=1x2", Source(1, 1, 4, 0, 0, 30, 50)), Close);
        Assert.Equal("3x8x6", Preprocessing.Parse("resize=6").OutputShape(new(3, 16, 12)).ToString());
    }

    [Theory]
    [InlineData("bilinear")]
    [InlineData("bicubic")]
    public void ResamplingKeepsConstantsAndRampsInside(string filter)
    {
        var flat = Input($"resize=5x3;filter={filter}", Source(1, 9, 9, [.. Enumerable.Repeat(7f, 81)]));
        Assert.All(flat, pixel => Assert.Equal(7, pixel, 5));
        var ramp = Input($"resize=1x8;filter={filter}", Source(1, 1, 16, [.. Enumerable.Range(0, 16).Select(i => (float)i)]));
        Assert.Equal([4.5f, 6.5f, 8.5f], ramp[2..5], Close);
    }

    [Fact]
    public void BicubicHasTheWeightsOfKeys()
    {
        // A pixel a quarter to the right of 20: cubic weights at distances 1.25, 0.25, 0.75, 1.75.
        var enlarged = Input("resize=1x8;filter=bicubic", Source(1, 1, 4, 10, 20, 40, 30));
        Assert.Equal((-0.0703125f * 10) + (0.8671875f * 20) + (0.2265625f * 40) + (-0.0234375f * 30), enlarged[3], 4);
    }

    [Fact]
    public void NoiseHasItsDeviationAndACleanTarget()
    {
        var source = Source(3, 64, 64, [.. Enumerable.Repeat(128f, 3 * 64 * 64)]);
        var preprocessing = Preprocessing.Parse("gray-noise25");
        var batch = Batches.Open(source, preprocessing, 1)[0];
        var (noisy, clean) = (batch.Input.AsSpan<float>().ToArray(), batch.Target!.AsSpan<float>().ToArray());
        Assert.All(clean, pixel => Assert.Equal(128f / 255, pixel, 6));
        var deviation = Math.Sqrt(noisy.Select(pixel => Math.Pow(pixel - (128.0 / 255), 2)).Average());
        Assert.InRange(deviation, 0.95 * 25 / 255, 1.05 * 25 / 255);
        Assert.InRange(noisy.Average(), 0.49, 0.515);
        Assert.NotEqual(noisy, Input("gray-noise25;seed=2", source));
    }

    [Fact]
    public void AnImagesNoiseDoesNotDependOnItsBatch()
    {
        var source = DataSources.Open("synthetic:shapes10?count=5&size=8");
        var alone = Batches.Open(source, Preprocessing.Parse("gray-noise25"), 1)[4];
        var together = Batches.Open(source, Preprocessing.Parse("gray-noise25"), 5)[0];
        Assert.Equal(alone.Input.AsSpan<float>(), together.Input.AsSpan<float>()[256..]);
    }

    [Fact]
    public void EnlargedLumaHasACleanTarget()
    {
        var source = Source(3, 9, 8, [.. Enumerable.Range(0, 3 * 72).Select(i => (float)(i * 37 % 256))]);
        var preprocessing = Preprocessing.Parse("luma-x2");
        var batch = Batches.Open(source, preprocessing, 1)[0];
        Assert.Equal<Dims>([1, 1, 8, 8], batch.Input.Shape);
        Assert.Equal<Dims>([1, 1, 8, 8], batch.Target!.Shape);
        Assert.Equal((true, 2), (preprocessing.HasTarget, preprocessing.TargetBorder));
        Assert.Equal(Input("color=luma;scale=1/255;crop=9x8", source)[..64], batch.Target.AsSpan<float>().ToArray());
        Assert.NotEqual(batch.Target.AsSpan<float>().ToArray(), batch.Input.AsSpan<float>().ToArray());
        Assert.Equal(batch.Target.AsSpan<float>().ToArray().Average(), batch.Input.AsSpan<float>().ToArray().Average(), 0.02f);
    }

    [Theory]
    [InlineData("in", "in")]
    [InlineData("raw", "raw")]
    [InlineData("scale=1", "raw")]
    [InlineData("scale=1/255", "unit")]
    [InlineData(" mean=0.485,0.456,0.406 ; std=0.229,0.224,0.225;scale=1/255 ", "in")]
    [InlineData("in;crop=224;resize=256", "resize=256;crop=224x224;scale=1/255;mean=0.485,0.456,0.406;std=0.229,0.224,0.225")]
    [InlineData("scale=1/127.5;mean=1;upscale=2", "up2")]
    [InlineData("gray-noise25;seed=9;noise=50", "color=gray;noise=50;seed=9;scale=1/255")]
    [InlineData("luma-x4", "luma-x4")]
    [InlineData("resize=32x48;filter=bicubic;layout=nhwc;scale=0.3", "resize=32x48;filter=bicubic;scale=0.3;layout=nhwc")]
    public void TheTextReadsBack(string text, string canonical)
    {
        var parsed = Preprocessing.Parse(text);
        Assert.Equal(canonical, parsed.ToString());
        Assert.Equal(parsed, Preprocessing.Parse(canonical));
        Assert.Equal(parsed.GetHashCode(), Preprocessing.Parse(canonical).GetHashCode());
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("imagenet", "'imagenet' is no preset; presets are raw, unit, in, up2, gray-noise25, luma-x2, luma-x3, luma-x4, ddpm")]
    [InlineData("crop=3;in", "'in' is no preset; presets are raw, unit, in, up2, gray-noise25, luma-x2, luma-x3, luma-x4, ddpm")]
    [InlineData("sdt=3", "'sdt' is unknown; known are color, resize, filter, crop, enlarge, noise, seed, scale, mean, std, upscale, layout, diffuse")]
    [InlineData("std=0.2,0", "'std=0.2,0': numbers above zero with commas between them are wanted, one or one for each channel")]
    [InlineData("scale=1/0", "'scale=1/0': a number such as 25 or 1/255 is wanted")]
    [InlineData("noise=nan", "'noise=nan': a number such as 25 or 1/255 is wanted")]
    [InlineData("crop=0x3", "'crop=0x3': a size such as 224 or 224x224 is wanted, at most 16384")]
    [InlineData("color=1", "'color=1': one of keep, gray, luma is wanted")]
    [InlineData("layout=chw", "'layout=chw': one of nchw, nhwc is wanted")]
    public void WhatIsNotUnderstoodIsSaid(string text, string problem) =>
        DataAssert.Refuses("DC2020", $"preprocessing '{text}' is not understood: {problem}", () => Preprocessing.Parse(text));

    [Theory]
    [InlineData("in", 1, 28, 28, "mean and std have 3 numbers for 1 channels")]
    [InlineData("crop=64", 3, 32, 32, "a crop of 64x64 is larger than the image of 32x32")]
    [InlineData("color=gray", 4, 8, 8, "color=gray wants three channels or one")]
    [InlineData("luma-x4", 3, 3, 9, "enlarge=4 leaves nothing of 3x9")]
    [InlineData("resize=16384", 3, 1, 64, "resizing and upscaling make 16384x1048576 times 1 of it")]
    public void WhatDoesNotSuitIsSaid(string text, int channels, int height, int width, string problem)
    {
        var source = DataSources.Open($"synthetic:noise?channels={channels}&height={height}&width={width}&count=1");
        DataAssert.Refuses(
            "DC2021",
            $"preprocessing '{Preprocessing.Parse(text)}' does not suit images of {channels}x{height}x{width}: {problem}",
            () => Batches.Open(source, Preprocessing.Parse(text), 1));
    }

    [Theory]
    [InlineData("\"in\"")]
    [InlineData("{\"preset\": \"in\"}")]
    [InlineData("{\"scale\": \"1/255\", \"mean\": [0.485, 0.456, 0.406], \"std\": \"0.229,0.224,0.225\"}")]
    public void JsonIsATextOrAnObject(string json)
    {
        var value = JsonSerializer.Deserialize<Preprocessing>(json);
        Assert.Equal(Preprocessing.Parse("in"), value);
        Assert.Equal("\"in\"", JsonSerializer.Serialize(value));
    }

    [Fact]
    public void JsonMayStateSizesAsArrays() => Assert.Equal(
        Preprocessing.Parse("in;resize=256;crop=224x192"),
        JsonSerializer.Deserialize<Preprocessing>("{\"preset\": \"in\", \"resize\": 256, \"crop\": [224, 192]}"));

    [Theory]
    [InlineData("3", "a preprocessing is a text or an object")]
    [InlineData("{\"means\": 3}", "'means' is unknown; known are color, resize, filter, crop, enlarge, noise, seed, scale, mean, std, upscale, layout, diffuse")]
    public void BadJsonIsSaid(string json, string problem)
    {
        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Preprocessing>(json));
        Assert.Equal(problem, exception.Message.Split(" Path:")[0]);
    }

    private static float[] Input(string preprocessing, IImageSource source) =>
        Batches.Open(source, Preprocessing.Parse(preprocessing), 1)[0].Input.AsSpan<float>().ToArray();

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) <= 2e-6f * Math.Max(1, Math.Abs(expected));

    private static OneImage Source(int channels, int height, int width, params float[] pixels) =>
        new OneImage(new(channels, height, width), pixels);

    private sealed class OneImage(ImageShape shape, float[] pixels) : IImageSource
    {
        public string Name => "one image";

        public int Count => 1;

        public ImageShape Shape => shape;

        public bool HasLabels => false;

        public void Read(int index, Span<float> target) => pixels.CopyTo(target);

        public int Label(int index) => -1;
    }
}
