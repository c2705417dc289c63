using System.Text;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class DataRecordTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void PlainRecordsAreLabelThenPlanes()
    {
        var file = folder.Write("two.bin", [7, 1, 2, 3, 4, 9, 5, 6, 255, 0]);
        var source = DataSources.Open($"records:{file}?height=2&width=2&channels=1");
        Assert.Equal((2, new ImageShape(1, 2, 2), true), (source.Count, source.Shape, source.HasLabels));
        Assert.Equal([7, 9], [source.Label(0), source.Label(1)]);
        Assert.Equal([5, 6, 255, 0], DataAssert.Pixels(source, 1));
    }

    [Fact]
    public void LabelsMayBeWideOrMissing()
    {
        var file = folder.Write("wide.bin", [0x34, 0x02, 10, 20]);
        Assert.Equal(0x234, DataSources.Open($"records:{file}?height=1&width=2&channels=1&label=u16").Label(0));
        var bare = DataSources.Open($"records:{file}?height=1&width=2&channels=1&label=none");
        Assert.Equal((2, false, -1), (bare.Count, bare.HasLabels, bare.Label(0)));
        Assert.Equal([10, 20], DataAssert.Pixels(bare, 1));
    }

    [Fact]
    public void PredictedPlanesAreSummedLeftThenUpThenAddedToGreen()
    {
        // By hand, modulo 256: green rows 10 12 | 13 17; red differences to green 1 1 | 2 250; blue 0 0 | 0 1.
        byte[] record =
        [
            3,
            1, 0, 1, 248,
            10, 2, 3, 2,
            0, 0, 0, 1,
        ];
        var file = folder.Write("one.dg.bin", record);
        var source = DataSources.Open($"records:{file}?height=2&width=2");
        Assert.Equal([11, 13, 15, 11, 10, 12, 13, 17, 10, 12, 13, 18], DataAssert.Pixels(source, 0));
        Assert.Equal([1, 0, 1, 248], DataAssert.Pixels(DataSources.Open($"records:{file}?height=2&width=2&form=plain"), 0)[..4]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(40, 67)]
    public void DecodingInvertsPrediction(int height, int width)
    {
        var shape = new ImageShape(3, height, width);
        var pixels = new byte[shape.Length];
        new Random(height).NextBytes(pixels);
        var coded = Predict(pixels, shape);
        PixelPrediction.Decode(coded, shape);
        Assert.Equal(pixels, coded);
    }

    [Theory]
    [InlineData("data_batch_1.bin", "train")]
    [InlineData("test_batch.bin", "test")]
    [InlineData("cifar-10-batches-bin/test_batch.bin", "test")]
    [InlineData("cifar10/train-1.bin", "train")]
    [InlineData("test-1.bin.gz", "test")]
    [InlineData("train.bin", "train")]
    public void CifarFoldersAreRecognized(string name, string split)
    {
        byte[] record = [4, .. Enumerable.Range(0, 3072).Select(i => (byte)i)];
        _ = name.EndsWith(".gz", StringComparison.Ordinal) ? folder.WriteGzip(name, record) : folder.Write(name, record);
        var source = DataSources.Open($"cifar10:{folder.Path}?split={split}");
        Assert.Equal((1, 4, "deer"), (source.Count, source.Label(0), source.ClassNames[source.Label(0)]));
        Assert.Equal(255, DataAssert.Pixels(source, 0)[255]);
    }

    [Fact]
    public void OriginalBatchesAreReadInOrderAndTheFullestFileWins()
    {
        folder.Write("data_batch_1.bin", Records(1, 2));
        folder.Write("data_batch_2.bin", Records(3));
        folder.Write("test-2.bin", Records(5, 6));
        folder.Write("test-1.bin", Records(7));
        folder.Write("test-first-1.bin", Records(8));
        Assert.Equal([1, 2, 3], Labels($"cifar10:{folder.Path}?split=train"));
        Assert.Equal([2, 3], Labels($"cifar10:{folder.Path}?split=train&skip=1&first=5"));
        Assert.Equal([5, 6], Labels($"cifar10:{folder.Path}"));
        Assert.Equal([7], Labels($"cifar10:{folder["test-1.bin"]}"));
    }

    [Fact]
    public void ARecordOfCifar100HasAGroupAndAClass()
    {
        byte[] records = [3, 97, .. new byte[3071], 9, 19, 5, .. new byte[3072]];
        folder.WriteGzip("cifar-100-binary/test.bin.gz", records);
        folder.Write("cifar-100-binary/train.bin", records[..3074]);
        folder.Write(
            "cifar-100-binary/coarse_label_names.txt",
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(i => $"group{i}\n"))));
        Assert.Equal([97, 5], Labels($"cifar100:{folder.Path}"));
        Assert.Equal([3, 19], Labels($"cifar100:{folder.Path}?label=coarse"));
        Assert.Equal([97], Labels($"cifar100:{folder.Path}?split=train"));
        Assert.Equal([97], Labels($"cifar100:{folder["cifar-100-binary/train.bin"]}"));
        Assert.Equal(9, DataAssert.Pixels(DataSources.Open($"cifar100:{folder.Path}"), 0)[3071]);
        Assert.Equal("group19", DataSources.Open($"cifar100:{folder.Path}?label=coarse").ClassNames[19]);
        Assert.Empty(DataSources.Open($"cifar100:{folder.Path}").ClassNames);
    }

    [Fact]
    public void ShufflingKeepsEveryImageOnce()
    {
        var file = folder.Write("many.bin", Records([.. Enumerable.Range(0, 60).Select(i => i % 10)]));
        var shuffled = Labels($"cifar10:{file}?shuffle=3");
        Assert.NotEqual(Labels($"cifar10:{file}"), shuffled);
        Assert.Equal(Labels($"cifar10:{file}").Order(), shuffled.Order());
        Assert.Equal(shuffled[..7], Labels($"cifar10:{file}?shuffle=3&first=7"));
        Assert.NotEqual(shuffled, Labels($"cifar10:{file}?shuffle=4"));
    }

    [Fact]
    public void OnlyWhatIsAskedForIsRead()
    {
        var file = folder.Write("damaged.bin", [.. Records(1, 2), 3, 3, 3]);
        Assert.Equal([1, 2], Labels($"cifar10:{file}?first=2"));
        DataAssert.Refuses(
            "DC2009",
            "6149 bytes are no whole number of records of 3073 bytes (label 1, image 3x32x32)",
            () => DataSources.Open($"cifar10:{file}"));
    }

    [Fact]
    public void IdxFilesArePairs()
    {
        folder.Write("t10k-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 10, 20, 30, 40]);
        folder.WriteGzip("t10k-labels-idx1-ubyte.gz", [0, 0, 8, 1, 0, 0, 0, 2, 6, 5]);
        var source = DataSources.Open($"idx:{folder.Path}");
        Assert.Equal((2, new ImageShape(1, 1, 2)), (source.Count, source.Shape));
        Assert.Equal([6, 5], [source.Label(0), source.Label(1)]);
        Assert.Equal([30, 40], DataAssert.Pixels(source, 1));
    }

    private static byte[] Records(params int[] labels) => [.. labels.SelectMany(label => (byte[])[(byte)label, .. new byte[3072]])];

    private static int[] Labels(string text)
    {
        var source = DataSources.Open(text);
        return [.. Enumerable.Range(0, source.Count).Select(source.Label)];
    }

    private static byte[] Predict(byte[] pixels, ImageShape shape)
    {
        var coded = pixels.ToArray();
        for (var i = 0; i < shape.Area; i++)
        {
            coded[i] -= coded[shape.Area + i];
            coded[(2 * shape.Area) + i] -= coded[shape.Area + i];
        }

        for (var i = shape.Length - 1; i >= 0; i--)
        {
            coded[i] -= i / shape.Width % shape.Height > 0 ? coded[i - shape.Width] : (byte)0;
        }

        for (var i = shape.Length - 1; i >= 0; i--)
        {
            coded[i] -= i % shape.Width > 0 ? coded[i - 1] : (byte)0;
        }

        return coded;
    }
}
