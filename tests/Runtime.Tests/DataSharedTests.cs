using System.Security.Cryptography;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

/// <summary>The data sets as they lie in the shared folder: every decoded record, against the published checksums.</summary>
public sealed class DataSharedTests
{
    [NeedsTheory(Need.Data)]
    [InlineData("train-20000.dg.bin.gz", 20000, "fc989b336cc754e0f62e8b6699c8b704e7f18e968131d27f648b1352b62a037d")]
    [InlineData("test-10000.dg.bin.gz", 10000, "7488e20781d5a126ec261d9235a4043d06f0d440d117c6ad54ae417df5100c1a")]
    [InlineData("test-first-1000.bin.gz", 1000, "09687339586f254db5e2af81fe3c7698d59e06b93e2eef6b21f5283a9750010f")]
    [InlineData("test-10000.dg.bin.gz?first=1000", 1000, "09687339586f254db5e2af81fe3c7698d59e06b93e2eef6b21f5283a9750010f")]
    public void CifarRecordsDecodeToTheirChecksum(string file, int count, string checksum)
    {
        var source = DataSources.Open($"cifar10:{SharedFolder.DataFile("cifar10")}/{file}");
        Assert.Equal((count, new ImageShape(3, 32, 32)), (source.Count, source.Shape));
        Assert.Equal(checksum, ChecksumOf(source, labelBytes: 1));
    }

    [NeedsFact(Need.Data)]
    public void TheImageNetSampleDecodesToItsChecksum()
    {
        var source = DataSources.Open($"imagenet-sample:{SharedFolder.DataFile("imagenet")}");
        Assert.Equal((200, new ImageShape(3, 224, 224), 1000), (source.Count, source.Shape, source.ClassNames.Length));
        Assert.Equal([595, 385, 740, 745, 770, 755], Enumerable.Range(0, 6).Select(source.Label));
        Assert.Equal("94985d4821dadc2beffa94bbd5ee3efa32d900b0fd495966c0ee80ac761df25f", ChecksumOf(source, labelBytes: 2));
    }

    [NeedsFact(Need.Data)]
    public void TheSampleIsAlsoAFileOfRecords()
    {
        var file = SharedFolder.DataFile("imagenet/sample-200.dg.bin.gz");
        var records = DataSources.Open($"records:{file}?height=224&width=224&label=u16&form=predicted&classes=1000&first=3");
        Assert.Equal([194f, 201, 200, 201], DataAssert.Pixels(records, 0)[..4]);
        Assert.Equal((3, 740), (records.Count, records.Label(2)));
    }

    [NeedsFact(Need.Data)]
    public void TheFolderKnowsItsSplits()
    {
        var test = DataSources.Open($"cifar10:{SharedFolder.Data}");
        Assert.Equal((10000, 7, "horse"), (test.Count, test.Label(0), test.ClassNames[test.Label(0)]));
        var pixels = DataAssert.Pixels(test, 0);
        Assert.Equal([17f, 12, 10, 12], pixels[..4]);
        Assert.Equal([16f, 12, 10, 12], pixels[1024..1028]);
        Assert.Equal([21f, 14, 12, 10], pixels[2048..2052]);
        Assert.Equal([50f, 59, 43], pixels[^3..]);

        var splits = DataSplits.Open($"cifar10:{SharedFolder.Data}?first=1000", 800, 200, new());
        Assert.Equal((800, 200, 1000), (splits.Calibration.Count, splits.Selection.Count, splits.Test.Count));
        Assert.Equal(pixels, DataAssert.Pixels(splits.Test, 0));
    }

    [NeedsFact(Need.Data)]
    public void TheTrainingImagesHaveThePublishedStatistics()
    {
        var description = DataDescription.Of(DataSources.Open($"cifar10:{SharedFolder.Data}?split=train"));
        Assert.Equal(Enumerable.Repeat(2000, 10), description.Histogram);
        Assert.Equal(["0.4921", "0.4829", "0.4464"], description.Mean.Select(mean => $"{mean / 255:F4}"));
        Assert.Equal(["0.2450", "0.2428", "0.2609"], description.Std.Select(std => $"{std / 255:F4}"));
    }

    private static string ChecksumOf(IImageSource source, int labelBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pixels = new float[source.Shape.Length];
        var record = new byte[labelBytes + pixels.Length];
        for (var i = 0; i < source.Count; i++)
        {
            source.Read(i, pixels);
            var label = source.Label(i);
            for (var k = 0; k < labelBytes; k++)
            {
                record[k] = (byte)(label >> (8 * k));
            }

            for (var k = 0; k < pixels.Length; k++)
            {
                record[labelBytes + k] = (byte)pixels[k];
            }

            hash.AppendData(record);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
