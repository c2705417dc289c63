using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class DataSyntheticTests
{
    [Fact]
    public void TenConsecutiveImagesAreOfTenClasses()
    {
        var source = DataSources.Open("synthetic:shapes10?count=200");
        for (var block = 0; block < 20; block++)
        {
            Assert.Equal(Enumerable.Range(0, 10), Enumerable.Range(10 * block, 10).Select(source.Label).Order());
        }
    }

    [Fact]
    public void SeedSplitAndNumberDecideAlone()
    {
        Assert.Equal(Image("synthetic:shapes10?seed=4", 7), Image("synthetic:shapes10?seed=4&count=8", 7));
        Assert.NotEqual(Image("synthetic:shapes10?seed=4", 7), Image("synthetic:shapes10?seed=5", 7));
        Assert.NotEqual(Image("synthetic:shapes10?seed=4", 7), Image("synthetic:shapes10?seed=4", 8));
        Assert.NotEqual(Image("synthetic:shapes10?seed=4", 7), Image("synthetic:shapes10?seed=4&split=train", 7));
        Assert.Equal(Image("synthetic:noise?seed=4", 7), Image("synthetic:noise?seed=4&count=8", 7));
        Assert.NotEqual(Image("synthetic:noise?seed=4", 7), Image("synthetic:noise?seed=5", 7));
    }

    [Fact]
    public void PixelsAreWholeNumbersOfAByte()
    {
        foreach (var kind in (string[])["shapes10?count=20", "noise?count=20"])
        {
            var pixels = Enumerable.Range(0, 20).SelectMany(i => Image($"synthetic:{kind}", i)).ToArray();
            Assert.All(pixels, pixel => Assert.True(pixel is >= 0 and <= 255 && pixel == MathF.Round(pixel)));
            Assert.True(pixels.Distinct().Count() > 200);
        }
    }

    [Fact]
    public void NormalNoiseIsStandard()
    {
        var description = DataDescription.Of(DataSources.Open("synthetic:noise?distribution=normal&count=10"));
        Assert.InRange(description.Mean[0], -0.04, 0.04);
        Assert.InRange(description.Std[0], 0.97, 1.03);
    }

    /// <summary>Areas in units of the half extent, from the figures of the shapes.</summary>
    [Theory]
    [InlineData(0, 2.27)]
    [InlineData(1, 1.709)]
    [InlineData(2, 2.074)]
    [InlineData(3, 1.553)]
    [InlineData(4, 1.197)]
    [InlineData(5, 1.92)]
    [InlineData(6, 1.234)]
    [InlineData(7, 1.239)]
    [InlineData(8, 1.04)]
    [InlineData(9, 1.506)]
    public void EveryShapeHasItsArea(int shape, double area)
    {
        const double step = 0.01;
        var inside = 0;
        for (var y = -1.5; y < 1.5; y += step)
        {
            for (var x = -1.5; x < 1.5; x += step)
            {
                inside += ShapeOutlines.Distance(shape, x, y) < 0 ? 1 : 0;
            }
        }

        Assert.Equal(area, inside * step * step, 0.03);
    }

    [Fact]
    public void ShapesCannotBeToldByTheirColorsButByTheirForm()
    {
        // The class explains next to nothing of an image's mean color.
        var source = DataSources.Open("synthetic:shapes10?count=500");
        var means = new double[10];
        for (var i = 0; i < source.Count; i++)
        {
            means[source.Label(i)] += Image("synthetic:shapes10?count=500", i).Average() / 50;
        }

        Assert.True(means.Max() - means.Min() < 30);
        Assert.Equal(10, source.ClassNames.Distinct().Count());
    }

    /// <summary>
    /// The best linear map of the pixels (ridge regression on the labels) is right on less than 60 % of images it has not seen: here on
    /// about a sixth, at 8x8 pixels, where it has images enough to know its 193 weights well.
    /// </summary>
    [Fact]
    public void ALinearMapDoesNotTellShapesApart()
    {
        var (training, labels) = Rows("synthetic:shapes10?split=train&count=2000", 2000);
        var (test, expected) = Rows("synthetic:shapes10?count=500", 500);
        var weights = LinearClassifier.Fit(training, labels, classes: 10, lambda: 1e-3);
        var right = test.Zip(expected).Count(pair => LinearClassifier.Answer(weights, pair.First) == pair.Second) / 500.0;
        Assert.InRange(right, 0.1, 0.3);
        var known = training.Zip(labels).Count(pair => LinearClassifier.Answer(weights, pair.First) == pair.Second) / 2000.0;
        Assert.InRange(known, right, 0.6);
    }

    private static (double[][] Rows, int[] Labels) Rows(string text, int count)
    {
        var batch = Batches.Open(DataSources.Open(text), Preprocessing.Parse("resize=8;mean=128;std=64"), count)[0];
        return ([.. batch.Input.ToDoubles().Chunk(192).Select(row => (double[])[.. row, 1])], [.. batch.Labels]);
    }

    private static float[] Image(string text, int index) => DataAssert.Pixels(DataSources.Open(text), index);
}
