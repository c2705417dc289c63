using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class ImageDecoderTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [NeedsFact(Need.ImageLibraries)]
    public void ColorsAndRowsOfAPngStayWhereTheyAre()
    {
        var image = Decode(PngFile.Write(2, 2, PngFile.Color, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 251, 252));
        Assert.Equal(new ImageShape(3, 2, 2), image.Shape);
        Assert.Equal<byte>([1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 251, 252], image.Pixels);
        Assert.Equal<byte>([1, 4, 7, 250, 2, 5, 8, 251, 3, 6, 9, 252], image.ToPlanes(image.Shape));
    }

    [NeedsFact(Need.ImageLibraries)]
    public void GrayBecomesColorAndSixteenBitsBecomeEight()
    {
        Assert.Equal<byte>([7, 7, 7, 200, 200, 200], Decode(PngFile.Write(1, 2, PngFile.Gray, 8, 7, 200)).Pixels);
        Assert.Equal<byte>([0, 0, 0, 255, 255, 255], Decode(PngFile.Write(1, 2, PngFile.Gray, 1, 0b0100_0000)).Pixels);
        var deep = Decode(PngFile.Write(1, 1, PngFile.Color, 16, 0x12, 0x34, 0x80, 0x00, 0xff, 0xff)).Pixels;
        Assert.Equal<byte>([0x12, 0x80, 0xff], deep);
    }

    [NeedsFact(Need.ImageLibraries)]
    public void WhatIsTransparentLiesOverBlack()
    {
        var pixels = Decode(PngFile.Write(1, 2, PngFile.ColorAndAlpha, 8, 90, 80, 70, 255, 90, 80, 70, 0)).Pixels;
        Assert.Equal<byte>([90, 80, 70, 0, 0, 0], pixels);
    }

    [NeedsFact(Need.ImageLibraries)]
    public void AJpegIsRedOnTheLeftAndBlueOnTheRight()
    {
        var image = Decode(Sample("color.jpg"));
        Assert.Equal(new ImageShape(3, 8, 16), image.Shape);
        AssertNear([200, 40, 30], image.Pixels.AsSpan(0, 3));
        AssertNear([20, 60, 180], image.Pixels.AsSpan(image.Pixels.Length - 3));
    }

    [NeedsFact(Need.ImageLibraries)]
    public void AGrayJpegBecomesColor()
    {
        var image = Decode(Sample("gray.jpg"));
        Assert.Equal(new ImageShape(3, 8, 8), image.Shape);
        Assert.All(image.Pixels, pixel => Assert.InRange(pixel, 89, 91));
    }

    [NeedsFact(Need.ImageLibraries)]
    public void WhatCannotBeReadIsRefusedWithAReason()
    {
        Assert.Equal("its colors are those of a printer (CMYK)", Problem(Sample("cmyk.jpg")));
        Assert.Equal("it is neither JPEG nor PNG", Problem([1, 2, 3]));
        Assert.Equal("it is neither JPEG nor PNG", Problem([]));
        var huge = PngFile.Write(100_000, 100_000, PngFile.Gray, 8);
        Assert.Equal("it is 100000x100000 pixels large", Problem(huge));
    }

    [NeedsFact(Need.ImageLibraries)]
    public void NoPartOfAFileIsAnImage()
    {
        foreach (var whole in (byte[][])[Sample("color.jpg"), PngFile.Plain(6, 5, 1, 2, 3)])
        {
            for (var length = 0; length < whole.Length - 16; length += 7)
            {
                Assert.NotEqual("", Problem(whole[..length]));
            }
        }
    }

    [NeedsFact(Need.ImageLibraries)]
    public void DamagedBytesNeverEndTheProcess()
    {
        var random = new Random(1);
        foreach (var whole in (byte[][])[Sample("color.jpg"), Sample("gray.jpg"), PngFile.Plain(6, 5, 1, 2, 3)])
        {
            for (var trial = 0; trial < 300; trial++)
            {
                var damaged = whole.ToArray();
                for (var i = 0; i < 4; i++)
                {
                    damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
                }

                try
                {
                    var image = Decode(damaged);
                    Assert.Equal(3 * image.Height * image.Width, image.Pixels.Length);
                }
                catch (InvalidDataException problem)
                {
                    Assert.NotEqual("", problem.Message);
                }
            }
        }
    }

    [NeedsFact(Need.ImageLibraries)]
    public void AnImageIsMadeToCoverAndItsMiddleIsKept()
    {
        var wide = Decode(PngFile.Write(2, 6, PngFile.Gray, 8, 0, 0, 90, 90, 0, 0, 0, 0, 90, 90, 0, 0));
        Assert.Equal(Enumerable.Repeat((byte)90, 12), wide.ToPlanes(new(3, 2, 2)));
        var larger = wide.ToPlanes(new(3, 4, 4));
        Assert.Equal(48, larger.Length);
        Assert.All(larger, pixel => Assert.InRange(pixel, 60, 90));
    }

    private DecodedImage Decode(byte[] file) => ImageDecoder.Decode(folder.Write("image", file));

    private string Problem(byte[] file) => Assert.Throws<InvalidDataException>(() => Decode(file)).Message;

    private static byte[] Sample(string name) =>
        File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests", "Runtime.Tests", "Samples", name));

    private static void AssertNear(ReadOnlySpan<int> expected, ReadOnlySpan<byte> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - 4, expected[i] + 4);
        }
    }
}
