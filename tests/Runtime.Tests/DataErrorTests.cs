using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class DataErrorTests : IDisposable
{
    private const string Kinds = "cifar10:DIR, cifar100:DIR, idx:DIR, imagefolder:DIR, imagenet-sample:DIR, npy:FILE, records:FILE, "
        + "synthetic:noise, synthetic:shapes10";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("mnist:folder")]
    [InlineData("synthetic:shapes11")]
    [InlineData(":x")]
    [InlineData("")]
    public void AnUnknownKindListsTheKnown(string text) =>
        DataAssert.Refuses("DC2001", $"no such kind of data; there are {Kinds}", () => DataSources.Open(text));

    [Fact]
    public void AnUnknownOptionListsTheKnown()
    {
        var problem = Assert.Throws<DiagnosticException>(() => DataSources.Open("synthetic:shapes10?cuont=3")).Diagnostic;
        Assert.Equal(
            "synthetic:shapes10?cuont=3 : error DC2002: option 'cuont' is unknown; "
                + "known are count, first, noise, seed, shuffle, size, skip, split; correct or remove the option",
            problem.ToLine("model.onnx"));
    }

    [Theory]
    [InlineData("count=0", "option 'count=0' cannot be used: a whole number from 1 to 2147483647 is wanted")]
    [InlineData("count=1e3", "option 'count=1e3' cannot be used: a whole number from 1 to 2147483647 is wanted")]
    [InlineData("noise=-1", "option 'noise=-1' cannot be used: a number from 0 to 128 is wanted")]
    [InlineData("split=both", "option 'split=both' cannot be used: one of test, train is wanted")]
    [InlineData("count", "option 'count' cannot be used: an option is written key=value")]
    [InlineData("count=3&count=4", "option 'count=4' cannot be used: it is given twice")]
    public void ABadOptionSaysWhatIsWanted(string options, string message) =>
        DataAssert.Refuses("DC2003", message, () => DataSources.Open($"synthetic:shapes10?{options}"));

    [Fact]
    public void RecordsNeedTheirSize() =>
        DataAssert.Refuses("DC2004", "option 'width' is missing", () => DataSources.Open("records:x.bin?height=3"));

    [Theory]
    [InlineData("cifar10")]
    [InlineData("npy")]
    [InlineData("imagenet-sample")]
    [InlineData("idx")]
    public void AMissingFileIsNamed(string kind)
    {
        var problem = Assert.Throws<DiagnosticException>(() => DataSources.Open($"{kind}:{folder["none"]}")).Diagnostic;
        Assert.Equal($"{folder["none"]} : error DC2005: it does not exist; correct the path of the data", problem.ToLine("model.onnx"));
    }

    [Theory]
    [InlineData("cifar10", "", "no file of the test images is in this folder; looked for test_batch.bin or test-10000.bin, also as .bin.gz or .dg.bin.gz")]
    [InlineData("cifar10", "?split=train", "no file of the train images is in this folder; looked for data_batch_1.bin or train-50000.bin, also as .bin.gz or .dg.bin.gz")]
    [InlineData("idx", "?split=train", "no file of the train images is in this folder; looked for train-images-idx3-ubyte, also as .gz")]
    [InlineData("imagenet-sample", "", "no file of the sample images is in this folder; looked for sample-200.dg.bin.gz, or another count")]
    public void AFolderWithoutTheDataSaysWhatWasLookedFor(string kind, string options, string message) =>
        DataAssert.Refuses("DC2006", message, () => DataSources.Open($"{kind}:{folder.Path}{options}"));

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(200)]
    public void ATruncatedGzipIsDamaged(int missing)
    {
        var noise = new byte[3073 * 3];
        new Random(1).NextBytes(noise);
        noise[0] = noise[3073] = noise[2 * 3073] = 1;
        var whole = File.ReadAllBytes(folder.WriteGzip("whole.bin.gz", noise));
        var file = folder.Write("cut.bin.gz", whole[..^missing]);
        var problem = Assert.Throws<DiagnosticException>(() => DataSources.Open($"cifar10:{file}")).Diagnostic;
        Assert.Equal(("DC2008", file), (problem.Descriptor.Code, problem.File));
    }

    [Fact]
    public void AFlippedByteInsideGzipIsDamaged()
    {
        var noise = new byte[3073];
        new Random(2).NextBytes(noise);
        noise[0] = 1;
        var bytes = File.ReadAllBytes(folder.WriteGzip("whole.bin.gz", noise));
        bytes[bytes.Length / 2] ^= 0x10;
        var file = folder.Write("flipped.bin.gz", bytes);
        Assert.Equal("DC2008", Assert.Throws<DiagnosticException>(() => DataSources.Open($"cifar10:{file}")).Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void AnEmptyFileHoldsNoImages()
    {
        var file = folder.Write("empty.bin", []);
        DataAssert.Refuses("DC2010", "no images are left to read: 0 were found", () => DataSources.Open($"cifar10:{file}"));
        DataAssert.Refuses(
            "DC2010", "no images are left to read: 5 were found", () => DataSources.Open("synthetic:shapes10?count=5&skip=5"));
    }

    [Theory]
    [InlineData("records:x?height=16384&width=16384", "images of 3x16384x16384 are too large")]
    [InlineData("synthetic:noise?height=16384&width=16384&channels=65536", "images of 65536x16384x16384 are too large")]
    public void AbsurdSizesAreRefusedBeforeAnythingIsAllocated(string text, string message) =>
        DataAssert.Refuses("DC2012", message, () => DataSources.Open(text));

    [Fact]
    public void LabelsOutOfRangeAreFound()
    {
        var file = folder.Write("bad.bin", [3, .. new byte[3072], 10, .. new byte[3072]]);
        DataAssert.Refuses(
            "DC2013", "record 1 has label 10, but labels are whole numbers from 0 to 9", () => DataSources.Open($"cifar10:{file}"));
        var batches = Batches.Open(DataSources.Open($"cifar10:{file}?first=1"), Preprocessing.Raw, 1);
        batches.FitLabels(4);
        DataAssert.Refuses("DC2013", "record 0 has label 3, but labels are whole numbers from 0 to 2", () => batches.FitLabels(3));
    }

    [Fact]
    public void IdxHeadersAreChecked()
    {
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 1, 6];
        folder.Write("t10k-labels-idx1-ubyte", labels);
        Check("DC2015", "the header cannot be read: it is not that of bytes in 3 or 4 axes", [0, 0, 13, 3, 0, 0, 0, 1]);
        Check("DC2008", "the data is damaged or incomplete: it ends too early", [0, 0, 8, 3, 0, 0, 0, 1]);
        Check("DC2008", "the data is damaged or incomplete: it promises 2147483647 entries and ends after 1", Header(int.MaxValue, 1, 1));
        Check(
            "DC2019",
            "an array of 1x65536x65536 cannot be used; wanted are images of a size that fits into memory",
            Header(1, 65536, 65536));
        Check("DC2014", "1 labels for 2 images", [.. Header(2, 1, 1), 0]);

        void Check(string code, string message, byte[] images)
        {
            folder.Write("t10k-images-idx3-ubyte", images);
            DataAssert.Refuses(code, message, () => DataSources.Open($"idx:{folder.Path}"));
        }
    }

    [Fact]
    public void AModelsInputMustTakeTheImages()
    {
        var batches = Batches.Open(DataSources.Open("synthetic:shapes10?count=4"), Preprocessing.Raw, 2);
        batches.Fit("x", new(ElementType.Float32, [Dim.Named("N"), 3, 32, 32]));
        batches.Fit("x", new(ElementType.Float32, [1, Dim.Named("C"), Dim.Named("H"), 32]));
        DataAssert.Refuses(
            "DC2022",
            "images are 3x32x32 after preprocessing, but the model's input 'x' takes 3x224x224",
            () => batches.Fit("x", new(ElementType.Float32, [Dim.Named("N"), 3, 224, 224])));
        DataAssert.Refuses(
            "DC2022",
            "images are 3x32x32 after preprocessing, but the model's input 'x' takes 784",
            () => batches.Fit("x", new(ElementType.Float32, [Dim.Named("N"), 784])));
    }

    private static byte[] Header(int count, int height, int width) =>
        [0, 0, 8, 3, .. Big(count), .. Big(height), .. Big(width), 1];

    private static byte[] Big(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
