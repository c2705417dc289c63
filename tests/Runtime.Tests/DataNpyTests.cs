using System.Runtime.InteropServices;
using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class DataNpyTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryElementTypeIsRead()
    {
        Check("<f4", Bytes(1f, 2.5f));
        Check("<f8", Bytes(1.0, 2.5));
        Check("<f2", Bytes((Half)1, (Half)2.5));
        Check("|u1", [1, 2], second: 2);
        Check("<i4", Bytes(1, 2), second: 2);
        Check("<i8", Bytes(1L, 2L), second: 2);

        void Check(string type, byte[] data, float second = 2.5f)
        {
            var file = folder.WriteNpy("x.npy", $"{{'descr': '{type}', 'fortran_order': False, 'shape': (1, 1, 1, 2), }}", data);
            Assert.Equal([1, second], DataAssert.Pixels(DataSources.Open($"npy:{file}"), 0));
        }
    }

    [Theory]
    [InlineData("(2, 3)", "3x1x1")]
    [InlineData("(1, 2, 3)", "1x2x3")]
    [InlineData("(1, 1, 2, 3)", "1x2x3")]
    [InlineData("(1, 3, 2, 1)", "3x2x1")]
    public void TheFirstAxisCounts(string shape, string image)
    {
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}}}";
        var file = folder.WriteNpy("x.npy", header, [1, 2, 3, 4, 5, 6], version: 2);
        Assert.Equal(image, DataSources.Open($"npy:{file}").Shape.ToString());
    }

    [Fact]
    public void ChannelsMayStandLast()
    {
        var file = folder.WriteNpy("x.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 2, 3)}", [1, 2, 3, 4, 5, 6]);
        var source = DataSources.Open($"npy:{file}?layout=nhwc");
        Assert.Equal(new ImageShape(3, 1, 2), source.Shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], DataAssert.Pixels(source, 0));
    }

    [Fact]
    public void LabelsStandInASecondArray()
    {
        var images = folder.WriteNpy("x.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 1)}", [1, 2]);
        var labels = folder.WriteNpy("y.npy", "{'descr': '<i8', 'fortran_order': False, 'shape': (2,)}", Bytes(4L, 0L));
        var source = DataSources.Open($"npy:{images}?labels={labels}");
        Assert.Equal([4, 0], [source.Label(0), source.Label(1)]);
        Assert.False(DataSources.Open($"npy:{images}").HasLabels);

        folder.WriteNpy("y.npy", "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2)}", Bytes(4, 0));
        DataAssert.Refuses("DC2014", "1x2 labels for 2 images", () => DataSources.Open($"npy:{images}?labels={labels}"));
        folder.WriteNpy("y.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", Bytes(0f, 1.5f));
        DataAssert.Refuses(
            "DC2013",
            "record 1 has label 1.5, but labels are whole numbers from 0 to 16777215",
            () => DataSources.Open($"npy:{images}?labels={labels}"));
    }

    [Theory]
    [InlineData("'>f4'", "False", "(1, 1)", "DC2016", "an array of type '>f4' cannot be read")]
    [InlineData("'<c8'", "False", "(1, 1)", "DC2016", "an array of type '<c8' cannot be read")]
    [InlineData("[('a', '<f4')]", "False", "(1, 1)", "DC2016", "an array of structures cannot be read")]
    [InlineData("'<f4'", "True", "(1, 1)", "DC2017", "the array is in Fortran order")]
    [InlineData("'<f4'", "False", "(1, x)", "DC2015", "the header cannot be read: it states no shape")]
    [InlineData("'<f4'", "False", "(1, -1)", "DC2015", "the header cannot be read: it states no shape")]
    [InlineData("'<f4'", "False", "(2, 1)", "DC2018", "the header promises 2x1 numbers of type <f4, but 4 bytes follow")]
    [InlineData("'<f4'", "False", "(4294967296, 4294967296, 4611686018427387905)", "DC2018", "the header promises 4294967296x4294967296x4611686018427387905 numbers of type <f4, but 4 bytes follow")]
    [InlineData("'<f4'", "False", "(1,)", "DC2019", "an array of 1 cannot be used; wanted are images of two to four axes, the first of which counts them")]
    [InlineData("'<f4'", "False", "(1, 1, 1, 1, 1)", "DC2019", "an array of 1x1x1x1x1 cannot be used; wanted are images of two to four axes, the first of which counts them")]
    public void HeadersAreRefusedInWords(string type, string fortran, string shape, string code, string message)
    {
        var file = folder.WriteNpy("x.npy", $"{{'descr': {type}, 'fortran_order': {fortran}, 'shape': {shape}, }}", [0, 0, 0, 0]);
        DataAssert.Refuses(code, message, () => DataSources.Open($"npy:{file}"));
    }

    [Fact]
    public void AbsurdHeadersAreRefusedBeforeTheyAreRead()
    {
        var huge = folder.Write("huge.npy", [0x93, .. "NUMPY"u8, 2, 0, 0xff, 0xff, 0xff, 0x7f]);
        DataAssert.Refuses(
            "DC2015", "the header cannot be read: it claims to be 2147483647 bytes long", () => DataSources.Open($"npy:{huge}"));
        var text = folder.Write("text.npy", [.. "not an array"u8]);
        DataAssert.Refuses(
            "DC2015", "the header cannot be read: it does not begin as a NumPy array does", () => DataSources.Open($"npy:{text}"));
        var cut = folder.Write("cut.npy", [0x93, .. "NUMPY"u8, 1, 0, 9]);
        DataAssert.Refuses("DC2008", "the data is damaged or incomplete: it ends too early", () => DataSources.Open($"npy:{cut}"));
        var none = folder.WriteNpy("none.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3, 2, 2)}", []);
        DataAssert.Refuses("DC2010", "no images are left to read: 0 were found", () => DataSources.Open($"npy:{none}"));
    }

    [Fact]
    public void WhatIsExportedReadsBack()
    {
        var source = DataSources.Open("synthetic:shapes10?count=12&size=8&seed=3");
        NpyWriter.Export(source, folder["x.npy"], folder["y.npy"]);
        var copy = DataSources.Open($"npy:{folder["x.npy"]}?labels={folder["y.npy"]}");
        Assert.Equal((source.Count, source.Shape), (copy.Count, copy.Shape));
        for (var i = 0; i < source.Count; i++)
        {
            Assert.Equal(DataAssert.Pixels(source, i), DataAssert.Pixels(copy, i));
            Assert.Equal(source.Label(i), copy.Label(i));
        }

        Assert.Equal(["x.npy", "y.npy"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ATensorIsWrittenInNumPysForm()
    {
        NpyWriter.Write(folder["t.npy"], Tensor.Create<float>([3], [1, 2, 3]));
        var bytes = File.ReadAllBytes(folder["t.npy"]);
        Assert.Equal(128 + 12, bytes.Length);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", Encoding.ASCII.GetString(bytes[10..128]).TrimEnd());
        Assert.Equal((byte)'\n', bytes[127]);
    }

    private static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
