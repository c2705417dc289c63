using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [NeedsFact(Need.ImageLibraries)]
    public void EveryFolderIsAClassInTheOrderOfTheNames()
    {
        folder.Write("dog/b.png", PngFile.Plain(4, 5, 30, 0, 0));
        folder.Write("dog/a.PNG", PngFile.Plain(4, 5, 20, 0, 0));
        folder.Write("cat/more/z.png", PngFile.Plain(4, 5, 10, 11, 12));
        folder.Write("cat/notes.txt", [1]);
        folder.Write("stray.png", PngFile.Plain(4, 5, 1, 1, 1));
        var source = Open();
        Assert.Equal((3, new ImageShape(3, 4, 5)), (source.Count, source.Shape));
        Assert.Equal(["cat", "dog"], source.ClassNames.AsEnumerable());
        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(source.Label));
        Assert.Equal([10, 20, 30], Enumerable.Range(0, 3).Select(i => DataAssert.Pixels(source, i)[0]));
        Assert.Equal([10, 11, 12], DataAssert.Pixels(source, 0).Distinct());
    }

    [NeedsFact(Need.ImageLibraries)]
    public void DamagedImagesAreSkippedToldAndCounted()
    {
        folder.Write("a/1.png", PngFile.Plain(4, 4, 1, 0, 0));
        folder.Write("a/2.png", PngFile.Plain(4, 4, 2, 0, 0)[..60]);
        folder.Write("b/3.jpg", [1, 2, 3]);
        folder.Write("b/4.png", PngFile.Plain(4, 4, 4, 0, 0));
        var sink = new DiagnosticSink();
        var source = Open("", sink);
        Assert.Equal([(1, 0), (4, 1)], Enumerable.Range(0, 2).Select(i => ((int)DataAssert.Pixels(source, i)[0], source.Label(i))));
        var diagnostic = Assert.Single(sink.All);
        Assert.Equal(("DC2026", Severity.Warning), (diagnostic.Descriptor.Code, diagnostic.Descriptor.Severity));
        Assert.StartsWith(
            $"'imagefolder:{folder.Path}': 2 of 4 images cannot be read and are skipped, the first of them '{folder["a/2.png"]}': ",
            diagnostic.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.ImageLibraries)]
    public void AFolderOfNothingButDamageIsAnError()
    {
        folder.Write("a/1.png", [1, 2, 3]);
        folder.Write("a/2.jpg", []);
        var message = $"none of the 2 images can be read, the first of them '{folder["a/1.png"]}': it is neither JPEG nor PNG";
        DataAssert.Refuses("DC2027", message, () => Open());
        DataAssert.Refuses("DC2027", message, () => Open("?size=4"));
    }

    [NeedsFact(Need.ImageLibraries)]
    public void ImagesOfSeveralSizesNeedOne()
    {
        folder.Write("a/1.png", PngFile.Plain(4, 8, 50, 0, 0));
        folder.Write("a/2.png", PngFile.Plain(6, 3, 60, 0, 0));
        DataAssert.Refuses("DC2028", "this image is 3x6x3, the first one 3x4x8", () => Open());
        var source = Open("?size=5");
        Assert.Equal(new ImageShape(3, 5, 5), source.Shape);
        Assert.Equal([50, 60], Enumerable.Range(0, 2).Select(i => DataAssert.Pixels(source, i)[24]));
    }

    [NeedsFact(Need.ImageLibraries)]
    public void TrainingAndTestImagesMayLieApart()
    {
        foreach (var (place, count) in (ReadOnlySpan<(string, int)>)[("train", 8), ("val", 3)])
        {
            for (var i = 0; i < count; i++)
            {
                folder.Write($"{place}/c{i % 2}/{i}.png", PngFile.Plain(2, 2, (byte)(place == "val" ? 100 : i), 0, 0));
            }
        }

        Assert.Equal((3, 8), (Open().Count, Open("?split=train").Count));
        var splits = DataSplits.Open($"imagefolder:{folder.Path}", 5, 3, new());
        Assert.Equal((5, 3, 3), (splits.Calibration.Count, splits.Selection.Count, splits.Test.Count));
        Assert.Equal(100, DataAssert.Pixels(splits.Test, 0)[0]);
    }

    [NeedsFact(Need.ImageLibraries)]
    public void NoMoreIsReadThanIsAskedFor()
    {
        for (var i = 0; i < 70; i++)
        {
            folder.Write($"a/{i:00}.png", PngFile.Plain(2, 2, (byte)i, 0, 0));
        }

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(i => DataAssert.Pixels(Open("?first=3"), i)[0]));
        Assert.Equal(2, Open("?skip=68").Count);
    }

    [Fact]
    public void AFolderWithoutFoldersIsRefused()
    {
        DataAssert.Refuses(
            "DC2006",
            "no file of the labeled images is in this folder; looked for one folder for each class, with .jpg, .jpeg or .png files",
            () => Open());
        DataAssert.Refuses("DC2005", "it does not exist", () => DataSources.Open($"imagefolder:{folder["nowhere"]}"));
    }

    [Fact]
    public void AMissingLibraryIsNamed()
    {
        var library = new NativeImageLibrary("JPEG", ["libnothing.so.9"], "libnothing9");
        DataAssert.Refuses(
            "DC4005",
            "the library for JPEG images (libnothing.so.9; on Debian apt-get install libnothing9) cannot be loaded or is too old",
            () => _ = library["tjInitDecompress"]);
    }

    private IImageSource Open(string options = "", DiagnosticSink? sink = null) =>
        DataSources.Open($"imagefolder:{folder.Path}{options}", sink);
}
