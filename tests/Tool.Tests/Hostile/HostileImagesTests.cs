using System.Diagnostics;
using DepthCompress.Fuzz;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Tool.Tests;

/// <summary>Folders and files of images that were made to hang a program, to fill its memory, or to speak to a terminal.</summary>
public sealed class HostileImagesTests : IDisposable
{
    private static readonly byte[] Small = PngFile.Of(4, 3, 8, 2, new byte[3 * 13]);
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("depthcompress-images-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void LinksThatLeadRoundInACircleAreNotFollowed()
    {
        Put("cat", "one.png", Small);
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "cat", "again"), root.FullName);
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "cat", "twice"), root.FullName);

        Assert.Equal(1, DataSources.Open($"imagefolder:{root.FullName}").Count);
    }

    [Fact]
    public void AFolderOfAClassMayBeALink()
    {
        Put("cat", "one.png", Small);
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "dog"), Path.Combine(root.FullName, "cat"));

        Assert.Equal("cat dog", string.Join(' ', DataSources.Open($"imagefolder:{root.FullName}").ClassNames));
    }

    [Fact]
    public void NamesDoNotSteerATerminal()
    {
        Put("\u001b[31mred\nblue\u202e", "one.png", Small);

        Assert.Equal("?[31mred?blue?", Assert.Single(DataSources.Open($"imagefolder:{root.FullName}").ClassNames));
    }

    [Fact]
    public void ThousandsOfClassesAreClasses()
    {
        for (var number = 0; number < 2000; number++)
        {
            root.CreateSubdirectory($"{number:0000}");
        }

        Put("1999", "one.png", Small);

        Assert.Equal(1999, DataSources.Open($"imagefolder:{root.FullName}").Label(0));
    }

    [Fact]
    public void PipesAreNotWaitedFor()
    {
        root.CreateSubdirectory("cat");
        using var made = Process.Start("mkfifo", [Path.Combine(root.FullName, "cat", "one.png"), Path.Combine(root.FullName, "test_batch.bin")]);
        made.WaitForExit();

        Assert.Contains("a device or a pipe", Refusal($"imagefolder:{root.FullName}"), StringComparison.Ordinal);
        Assert.Contains("a device or a pipe", Refusal($"cifar10:{root.FullName}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9000, 9000)]
    [InlineData(100_000, 900)]
    [InlineData(2_000_000_000, 2_000_000_000)]
    [InlineData(1, -1)]
    [InlineData(0, 5)]
    public void AFewBytesCannotPromiseManyPixels(int width, int height)
    {
        Put("cat", "one.png", PngFile.Of(width, height, 1, 0, new byte[1000]));
        var before = GC.GetTotalAllocatedBytes();

        Assert.StartsWith("DC2", Refusal($"imagefolder:{root.FullName}"), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20_000_000);
    }

    [Fact]
    public void AJpegIsNotDrawnAThousandTimes()
    {
        var jpeg = Corpus.Files("image")[0];
        var scan = jpeg.AsSpan().IndexOf([(byte)0xff, (byte)0xda]);
        Put("cat", "one.jpg", [.. jpeg[..scan], .. Enumerable.Repeat(jpeg[scan..(scan + 14)], 1000).SelectMany(part => part), .. jpeg[scan..]]);

        Assert.Contains("1001 scans", Refusal($"imagefolder:{root.FullName}"), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatUnpacksWithoutEndIsRefused()
    {
        File.WriteAllBytes(Path.Combine(root.FullName, "test_batch.bin"), DataFormat.Packed(new byte[80 << 20]));

        Assert.Contains("it unpacks to more than 10 times its size", Refusal($"cifar10:{root.FullName}"), StringComparison.Ordinal);
    }

    private void Put(string folder, string name, byte[] bytes) =>
        File.WriteAllBytes(Path.Combine(root.CreateSubdirectory(folder).FullName, name), bytes);

    private static string Refusal(string source)
    {
        var refused = Assert.Throws<DiagnosticException>(() => DataSources.Open(source)).Diagnostic;
        return $"{refused.Descriptor.Code} {refused.Message}";
    }
}
