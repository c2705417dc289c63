using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class TrainingStreamTests
{
    private static readonly Augmentation CropAndFlip = Augmentation.Parse("crop=2;flip");

    [Fact]
    public void ABatchDependsOnSeedStepAndSizeAlone()
    {
        var (one, other) = (Shapes(40, CropAndFlip), Shapes(40, CropAndFlip));
        var expected = one.From(0, 8, seed: 3).Take(12).ToArray();
        Assert.Equal(Numbers(expected[9]), Numbers(other.From(9, 8, seed: 3).First()));
        Assert.Equal(expected[9].Labels!.Value.AsEnumerable(), other.From(9, 8, seed: 3).First().Labels!.Value.AsEnumerable());
        Assert.NotEqual(Numbers(expected[9]), Numbers(other.From(9, 8, seed: 4).First()));
        Assert.NotEqual(Numbers(expected[9]), Numbers(expected[4]));
    }

    [Fact]
    public void AnEpochShowsEveryImageOnceAndDropsTheRest()
    {
        var stream = Counting(23, "raw", Augmentation.None);
        var epochs = stream.From(0, 5, seed: 1).Take(8).Chunk(4).Select(Ids).ToArray();
        Assert.All(epochs, ids => Assert.Equal(20, ids.Distinct().Count()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[0].Order(), epochs[0]);
    }

    [Fact]
    public void LabelsStayWithTheirImages()
    {
        foreach (var batch in Counting(30, "raw", Augmentation.None).From(0, 10, seed: 1).Take(3))
        {
            Assert.Equal(Ids([batch]).Select(id => id % 7), batch.Labels!.Value.AsEnumerable());
        }
    }

    [Fact]
    public void WithoutAugmentationImagesAreThoseOfTheBatches()
    {
        foreach (var preprocessing in (string[])["in", "up2", "in;layout=nhwc", "color=gray;mean=128;std=64", "unit;resize=12;crop=10"])
        {
            var source = DataSources.Open("synthetic:shapes10?count=6&size=16");
            var batches = Batches.Open(source, Preprocessing.Parse(preprocessing), 1);
            var expected = batches.Select(batch => string.Join(' ', batch.Input.ToDoubles())).Order(StringComparer.Ordinal);
            var stream = TrainingStream.Open(source, Preprocessing.Parse(preprocessing), Augmentation.None);
            var seen = stream.From(0, 1, seed: 5).Take(6).Select(batch => string.Join(' ', Numbers(batch)));
            Assert.Equal(expected, seen.Order(StringComparer.Ordinal));
            Assert.Equal(batches.Shape, stream.Shape);
        }
    }

    [Fact]
    public void ACropMovesTheImageAndFillsWithRawZeros()
    {
        var stream = Counting(1, "mean=10;std=2", Augmentation.Parse("crop=1"), size: 3);
        var batches = stream.From(0, 1, seed: 1).Take(200);
        var seen = batches.Select(batch => string.Join(' ', Numbers(batch).Select(number => (2 * number) + 10))).ToHashSet();
        Assert.Equal(9, seen.Count);
        Assert.Contains("100 101 102 103 104 105 106 107 108", seen);
        Assert.Contains("0 0 0 0 100 101 0 103 104", seen);
        Assert.Contains("104 105 0 107 108 0 0 0 0", seen);
    }

    [Fact]
    public void AFlipMirrorsHalfOfTheImages()
    {
        var stream = Counting(1, "raw", Augmentation.Parse("flip"), size: 3);
        var seen = stream.From(0, 1, seed: 1).Take(400).Select(batch => string.Join(' ', Numbers(batch))).ToArray();
        Assert.Equal(
            ["100 101 102 103 104 105 106 107 108", "102 101 100 105 104 103 108 107 106"], seen.Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(seen.Count(text => text[2] == '2'), 160, 240);
    }

    [Fact]
    public void NumbersThatAreNoBytesAreTreatedAlike()
    {
        var bytes = Counting(4, "mean=10;std=2", CropAndFlip);
        var halves = Counting(4, "mean=10.5;std=2", CropAndFlip, offset: 0.5f);
        var (left, right) = (bytes.From(0, 4, seed: 2).First(), halves.From(0, 4, seed: 2).First());
        Assert.All(Numbers(left).Zip(Numbers(right)), pair =>
            Assert.True(Math.Abs(pair.First - pair.Second) < 1e-4 || (pair.First == -5 && pair.Second == -5.25)));
    }

    [Fact]
    public void ADegradedImageHasItsCleanOneAsTargetAndNewNoiseEveryTime()
    {
        var stream = Counting(1, "scale=1/255;noise=25", CropAndFlip);
        var batches = stream.From(0, 1, seed: 1).Take(40).ToArray();
        Assert.All(batches, batch =>
        {
            var noise = Numbers(batch).Zip(batch.Target!.ToDoubles(), (noisy, clean) => 255 * (noisy - clean)).ToArray();
            Assert.InRange(Math.Sqrt(noise.Average(number => number * number)), 15, 35);
        });
        Assert.Equal(40, batches.Select(batch => Numbers(batch)[0]).Distinct().Count());
    }

    [Fact]
    public void AZoomCutsAPartAndKeepsTheSize()
    {
        var stream = Counting(1, "raw", Augmentation.Parse("zoom=0.2;flip"), size: 16);
        var spans = stream.From(0, 1, seed: 1).Take(100).Select(batch => Numbers(batch).Max() - Numbers(batch).Min()).ToArray();
        Assert.Equal(new ImageShape(1, 16, 16), stream.Shape);
        Assert.True(spans.Min() < 120 && spans.Max() > 220, $"{spans.Min()} {spans.Max()}");
    }

    [Fact]
    public void ImagesAreReadOnceAndAfterThatFromMemory()
    {
        var source = new CountingSource(10, 4, 0);
        var stream = TrainingStream.Open(source, Preprocessing.Raw, CropAndFlip);
        Assert.Equal(30, stream.From(0, 5, seed: 1).Take(6).Sum(batch => batch.Count));
        Assert.Equal(10, source.Reads);
    }

    [Fact]
    public void WhatIsNotKeptIsReadAgain()
    {
        var source = new CountingSource(10, 4, 0);
        var memory = new ImageMemory(source, pixels => pixels, most: 40);
        foreach (var i in Enumerable.Range(0, 20))
        {
            Assert.Equal(i % 10, Assert.IsType<byte[]>(memory[i % 10])[0] - 100);
        }

        Assert.Equal(18, source.Reads);
    }

    [Theory]
    [InlineData("crop=4;flip", "crop=4;flip")]
    [InlineData("flip; crop=4", "crop=4;flip")]
    [InlineData("zoom=0.35", "zoom=0.35")]
    [InlineData("none", "none")]
    [InlineData("", "none")]
    public void AugmentationsAreReadAndWritten(string text, string written)
    {
        Assert.Equal(written, Augmentation.Parse(text).ToString());
        Assert.Equal(Augmentation.Parse(text), Augmentation.Parse(written));
    }

    [Theory]
    [InlineData("crop", "'crop': a number of pixels from 1 to 1024 is wanted")]
    [InlineData("crop=0", "'crop=0': a number of pixels from 1 to 1024 is wanted")]
    [InlineData("flip=1", "'flip=1': 'flip' takes no value")]
    [InlineData("zoom=1.5", "'zoom=1.5': a share of the area between 0 and 1 is wanted")]
    [InlineData("turn=90", "'turn' is unknown; known are none, crop, flip, zoom")]
    [InlineData("crop=4;zoom=0.5", "crop and zoom exclude each other")]
    public void OtherAugmentationsAreRefused(string text, string problem) =>
        DataAssert.Refuses("DC2025", $"augmentation '{text}' is not understood: {problem}", () => Augmentation.Parse(text));

    [Fact]
    public void SizesThatAreNoneAreRefused()
    {
        var stream = Shapes(4, Augmentation.None);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.From(0, 5, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.From(0, 0, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.From(-1, 2, seed: 1));
    }

    private static TrainingStream Shapes(int count, Augmentation augmentation) => TrainingStream.Open(
        DataSources.Open($"synthetic:shapes10?count={count}&size=16"), Preprocessing.Parse("in"), augmentation);

    private static TrainingStream Counting(int count, string preprocessing, Augmentation augmentation, int size = 8, float offset = 0) =>
        TrainingStream.Open(new CountingSource(count, size, offset), Preprocessing.Parse(preprocessing), augmentation);

    private static int[] Ids(IEnumerable<CalibrationBatch> batches) =>
        [.. batches.SelectMany(batch => Numbers(batch).Chunk(64)).Select(image => (int)image[0] - 100)];

    private static double[] Numbers(CalibrationBatch batch) => batch.Inputs[0].ToDoubles();

    /// <summary>Image i begins with 100 + i and counts on from pixel to pixel, modulo 256.</summary>
    private sealed class CountingSource(int count, int size, float offset) : IImageSource
    {
        private int reads;

        public int Reads => reads;

        public string Name => "counting";

        public int Count => count;

        public ImageShape Shape => new(1, size, size);

        public bool HasLabels => true;

        public void Read(int index, Span<float> pixels)
        {
            Interlocked.Increment(ref reads);
            for (var i = 0; i < pixels.Length; i++)
            {
                pixels[i] = ((100 + index + i) % 256) + offset;
            }
        }

        public int Label(int index) => index % 7;
    }
}
