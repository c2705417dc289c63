using System.Diagnostics;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>
/// Whatever a command line names to be read may be a pipe that nobody writes, a device without end, a circle of links, a folder, or text that
/// is deep, long or nothing at all: one line with a code, and the program ends.
/// </summary>
public sealed partial class HostileFilesTests : IDisposable
{
    private const int Deep = 100_000;

    /// <summary>No command takes a hundredth of it; without an end, a test would wait for ever.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromMinutes(2);

    private readonly CommandLine line = new();

    public HostileFilesTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        File.WriteAllText(line["null"], "null");
        File.WriteAllText(line["list"], "[]");
        File.WriteAllText(line["deep"], new string('[', Deep));
        File.WriteAllText(line["deeper"], string.Concat(Enumerable.Repeat("{\"a\":", Deep)));
        File.WriteAllText(line["many"], $"{{{string.Join(',', Enumerable.Range(0, Deep).Select(index => $"\"a{index}\":{index}"))}}}");
        File.WriteAllText(line["row"], string.Concat(Enumerable.Repeat("1e999,", Deep)));
        File.WriteAllBytes(line["noise"], [.. Enumerable.Range(0, 3000).Select(index => (byte)(index * 167 >> 3))]);
        Directory.CreateDirectory(line["folder"]);
        File.CreateSymbolicLink(line["circle"], line["circle"]);
        using var pipe = Process.Start("mkfifo", line["pipe"]);
        pipe.WaitForExit();
        File.CreateSymbolicLink(line["device"], "/dev/zero");
    }

    [Theory]
    [InlineData("inspect @")]
    [InlineData("inspect model.onnx --config @")]
    [InlineData("diff model.onnx @")]
    [InlineData("apply model.onnx --plan @ -o out.onnx")]
    [InlineData("explain model.onnx --plan @")]
    [InlineData("prune model.onnx --plan @ --flops 30% --tables t.db -o out.onnx")]
    [InlineData("weights model.onnx --plan @ --result @")]
    [InlineData("reduce model.onnx --with @ -o out.dcir")]
    [InlineData("plan model.onnx --method two-stage --latencies @ --importances @ --speedup 2x -o out.json")]
    [InlineData("plan model.onnx --devices a=@ --budget a=1ms -o out.json --tables t.db")]
    [InlineData("profile model.onnx --dry-run --tables @", "missing")]
    [InlineData("profile model.onnx --import @ --tables t.db")]
    [InlineData("tables list @")]
    [InlineData("tables merge t.db @")]
    [InlineData("measure-bundle @ -o out.json")]
    [InlineData("report @ -o out.html")]
    [InlineData("data describe npy:@")]
    [InlineData("data describe records:@?height=4&width=4")]
    [InlineData("data describe idx:@")]
    [InlineData("data describe cifar10:@")]
    [InlineData("data describe imagefolder:@")]
    [InlineData("build-step --items @ --project . --folder obj", "null", "list", "deep", "deeper", "many", "row", "noise")]
    public void WhatIsNoFileOfItsKindIsOneLine(string command, params string[] sound)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var kind in new[] { "pipe", "device", "circle", "folder", "missing", "null", "list", "deep", "deeper", "many", "row", "noise" }.Except(sound))
        {
            var exit = Run(command, kind);

            Assert.True(exit is ExitCode.BadInput or ExitCode.BadUsage, $"{kind}: {exit}: {line.Error}");
            Assert.Matches(Error(), line.Error);
            Assert.DoesNotContain("DC9", line.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Directory.GetFiles(line["."]), file => Path.GetFileName(file).StartsWith("out.", StringComparison.Ordinal));
    }

    /// <summary>What was handed over open is the user's wish, as with <c>--config &lt;(…)</c>; nothing else below /dev is.</summary>
    [Theory]
    [InlineData("/dev/fd/0", true)]
    [InlineData("/dev/fd/../zero", false)]
    [InlineData("/dev/zero", false)]
    [InlineData("/dev/full", false)]
    public void WhatIsHandedOverOpenIsRead(string path, bool isRead)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var found = Record.Exception(() => PlainFile.OpenRead(path).Dispose());

        Assert.Equal(isRead ? null : PlainFile.Refusal, found?.Message);
    }

    private ExitCode Run(string command, string kind)
    {
        var work = Task.Factory.StartNew(() => line.Run([.. command.Split(' ').Select(word => Placed(word, kind))]), TaskCreationOptions.LongRunning);
        Assert.True(work.Wait(Endless), $"{kind}: the program does not end");
        return work.Result;
    }

    private string Placed(string word, string kind) => word.Contains('@', StringComparison.Ordinal) ? word.Replace("@", line[kind], StringComparison.Ordinal)
        : word is "." or "obj" || word.EndsWith(".onnx", StringComparison.Ordinal) || word.StartsWith("out.", StringComparison.Ordinal)
            || word is "t.db" ? line[word] : word;

    [GeneratedRegex(@" : error DC[1-4]\d{3}: ")]
    private static partial Regex Error();

    public void Dispose() => line.Dispose();
}
