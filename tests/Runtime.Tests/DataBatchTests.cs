using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class DataBatchTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheLastBatchMayBeSmaller()
    {
        var source = DataSources.Open("synthetic:shapes10?count=7&size=8");
        var batches = Batches.Open(source, Preprocessing.Raw, 3);
        Assert.Equal(3, batches.Count);
        Assert.Equal([(0, 3), (3, 3), (6, 1)], batches.Select(batch => (batch.First, batch.Count)));
        Assert.Equal(new Dims[] { [3, 3, 8, 8], [3, 3, 8, 8], [1, 3, 8, 8] }, batches.Select(batch => batch.Input.Shape));
        Assert.Equal(Enumerable.Range(0, 7).Select(source.Label), batches.SelectMany(batch => batch.Labels));
        Assert.Equal(DataAssert.Pixels(source, 4), batches[1].Input.AsSpan<float>().Slice(192, 192).ToArray());
        Assert.Null(batches[0].Target);
        Assert.Throws<ArgumentOutOfRangeException>(() => batches[3]);
    }

    [Fact]
    public void CalibrationSetsHoldEveryBatch()
    {
        var shapes = DataSources.Open("synthetic:shapes10?count=5&size=8");
        var labeled = Batches.Open(shapes, Preprocessing.Parse("gray-noise25"), 2).ToCalibrationSet();
        Assert.Equal(("synthetic:shapes10?count=5&size=8, 5 images, gray-noise25", 5), (labeled.Name, labeled.Count));
        Assert.Equal([2, 2, 1], labeled.Batches.Select(batch => batch.Labels!.Value.Length));
        Assert.All(labeled.Batches, batch => Assert.Equal(batch.Inputs[0].Shape, batch.Target!.Shape));
        var bare = Batches.Open(DataSources.Open("synthetic:noise?count=1"), Preprocessing.Raw, 2).ToCalibrationSet();
        Assert.Equal((null, null), (bare.Batches[0].Labels, bare.Batches[0].Target));
    }

    [Fact]
    public void SourcesWithoutLabelsHaveNone()
    {
        var batch = Batches.Open(DataSources.Open("synthetic:noise?count=2&channels=1&height=2&width=5"), Preprocessing.Raw, 8)[0];
        Assert.Empty(batch.Labels);
        Assert.Equal<Dims>([2, 1, 2, 5], batch.Input.Shape);
    }

    [Fact]
    public void TuningNeverSeesTheTestImages()
    {
        folder.Write("data_batch_1.bin", Numbered(0, 20));
        folder.Write("test_batch.bin", Numbered(100, 10));
        var splits = DataSplits.Open($"cifar10:{folder.Path}?first=4&skip=1", 6, 3, new());
        Assert.Equal([0, 1, 2, 3, 4, 5], Ids(splits.Calibration));
        Assert.Equal([6, 7, 8], Ids(splits.Selection));
        Assert.Equal([101, 102, 103, 104], Ids(splits.Test));
    }

    [Fact]
    public void OneSetIsDividedWithoutOverlap()
    {
        var file = folder.Write("whole.bin", Numbered(0, 40));
        var sink = new DiagnosticSink();
        var splits = DataSplits.Open($"cifar10:{file}", 12, 4, sink);
        Assert.Equal((12, 4, 24), (splits.Calibration.Count, splits.Selection.Count, splits.Test.Count));
        Assert.Equal(Enumerable.Range(0, 40), Ids(splits.Calibration).Concat(Ids(splits.Selection)).Concat(Ids(splits.Test)).Order());
        Assert.Equal(Ids(splits.Test), Ids(DataSplits.Open($"cifar10:{file}", 12, 4, sink).Test));
        Assert.Empty(sink.All);
    }

    [Fact]
    public void HalfOfASmallSetStaysForTheTest()
    {
        var file = folder.Write("whole.bin", Numbered(0, 20));
        var sink = new DiagnosticSink();
        var splits = DataSplits.Open($"cifar10:{file}", 800, 200, sink);
        Assert.Equal((8, 2, 10), (splits.Calibration.Count, splits.Selection.Count, splits.Test.Count));
        Assert.Equal(
            [$"'cifar10:{file}' leaves 10 images to tune on, 1000 were asked for; all of these are used"],
            sink.All.Select(note => note.Message));
        DataAssert.Refuses(
            "DC2024",
            "3 images cannot be divided into images to tune on and images to judge by",
            () => DataSplits.Open($"cifar10:{file}?first=3", 1, 1, sink));
    }

    [Fact]
    public void AShortTrainingSetIsShared()
    {
        folder.Write("data_batch_1.bin", Numbered(0, 6));
        folder.Write("test_batch.bin", Numbered(100, 2));
        var sink = new DiagnosticSink();
        var splits = DataSplits.Open($"cifar10:{folder.Path}", 20, 10, sink);
        Assert.Equal((4, 2, 2), (splits.Calibration.Count, splits.Selection.Count, splits.Test.Count));
        Assert.Equal(["DC2023"], sink.All.Select(note => note.Descriptor.Code));
    }

    [Fact]
    public void SyntheticSplitsAreOfTheSizesAskedFor()
    {
        var splits = DataSplits.Open("synthetic:shapes10?count=30", 25, 15, new());
        Assert.Equal((25, 15, 30), (splits.Calibration.Count, splits.Selection.Count, splits.Test.Count));
        Assert.NotEqual(DataAssert.Pixels(splits.Calibration, 0), DataAssert.Pixels(splits.Test, 0));
    }

    [Fact]
    public void ADescriptionCountsAndAverages()
    {
        var file = folder.Write("three.bin", [2, 10, 0, 20, 0, 30, 0, 40, 2, 255]);
        var text = $"records:{file}?height=1&width=1&channels=1";
        var all = DataDescription.Of(DataSources.Open(text));
        Assert.Equal((5, new ImageShape(1, 1, 1), 10f, 255f), (all.Count, all.Shape, all.Least, all.Most));
        Assert.Equal([3, 0, 2], all.Histogram.ToArray());
        Assert.Equal([3, 0, 1], DataDescription.Of(DataSources.Open(text + "&first=4")).Histogram.ToArray());
        var two = DataDescription.Of(DataSources.Open(text + "&skip=1&first=2"));
        Assert.Equal((25.0, 5.0, 20f, 30f), (two.Mean[0], two.Std[0], two.Least, two.Most));
    }

    /// <summary>CIFAR records whose first pixel is their number.</summary>
    private static byte[] Numbered(int first, int count) =>
        [.. Enumerable.Range(first, count).SelectMany(i => (byte[])[(byte)(i % 10), (byte)i, .. new byte[3071]])];

    private static IEnumerable<int> Ids(IImageSource source) =>
        Enumerable.Range(0, source.Count).Select(i => (int)DataAssert.Pixels(source, i)[0]);
}
