using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>What may not be read or written by whoever runs the program: one line with a code that says so, and everything stays as it was.</summary>
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Open = Everybody | UnixFileMode.OtherWrite;
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly CommandLine line = new();

    public PermissionTests()
    {
        if (OperatingSystem.IsWindows() || OtherUser.WhyNot is not null)
        {
            return;
        }

        line.Write("model.onnx", TinyNetworks.Residual);
        Folder("fixed", Everybody);
        Folder("open", Open);
        Folder("closed", Owners);
        foreach (var name in new[] { "closed/model.onnx", "secret.onnx" })
        {
            File.Copy(line["model.onnx"], line[name]);
        }

        File.WriteAllText(line["secret.json"], "{}");
        File.WriteAllText(line["closed/images.npy"], "images");
        File.WriteAllText(line["open/out.onnx"], "precious");
        File.WriteAllText(line["open/out.plan.json"], "precious");
        MakeTables("fixed/t.db");
        File.Copy(line["fixed/t.db"], line["open/t.db"]);
        foreach (var name in new[] { "secret.onnx", "secret.json" })
        {
            File.SetUnixFileMode(line[name], UnixFileMode.None);
        }

        foreach (var name in new[] { "open/out.onnx", "open/out.plan.json", "open/t.db" })
        {
            File.SetUnixFileMode(line[name], ReadOnly);
        }

        File.SetUnixFileMode(line["fixed/t.db"], ReadOnly | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        File.SetUnixFileMode(line["."], Everybody);
    }

    /// <summary>What is asked for, what it ends with, and what the line says.</summary>
    [NeedsTheory(Need.OtherUser)]
    [InlineData("inspect secret.onnx", 3, "DC1024", "denied")]
    [InlineData("inspect closed/model.onnx", 3, "DC1024", PlainFile.Hidden)]
    [InlineData("optimize model.onnx --config secret.json -o open/new.onnx", 2, "DC2103", "denied")]
    [InlineData("apply model.onnx --plan secret.json -o open/new.onnx", 3, "DC2111", "denied")]
    [InlineData("data describe npy:closed/images.npy", 3, "DC2007", PlainFile.Hidden)]
    [InlineData("data describe imagefolder:closed", 3, "DC2007", "denied")]
    [InlineData("tables list closed/t.db", 3, "DC2111", PlainFile.Hidden)]
    [InlineData("optimize model.onnx -o fixed/new.onnx", 3, "DC1032", "denied")]
    [InlineData("optimize model.onnx -o closed/new.onnx", 3, "DC1032", "denied")]
    [InlineData("optimize model.onnx -o open/out.onnx --force", 3, "DC1032", AtomicFile.Protected)]
    [InlineData("optimize model.onnx -o open/new.onnx --dump fixed/dump", 3, "DC1032", "denied")]
    [InlineData("optimize model.onnx -o open/new.onnx --report fixed/r.xml", 3, "DC1032", "denied")]
    [InlineData("compress model.onnx --speedup 2x --tables open/new.db -o open/new.onnx --plan-out open/out.plan.json --force", 3, "DC1032", AtomicFile.Protected)]
    [InlineData("compare model.onnx --targets 2x --methods fit --output-dir fixed/compared", 3, "DC1032", "denied")]
    [InlineData("profile model.onnx --tables closed/t.db", 3, "DC2502", "cannot be written")]
    [InlineData("profile model.onnx --tables fixed/t.db", 3, "DC2502", "cannot be written")]
    [InlineData("profile model.onnx --tables open/t.db", 3, "DC2502", "cannot be written")]
    [InlineData("profile model.onnx --tables fixed/sub/t.db", 3, "DC2502", "denied")]
    public void WhatMayNotBeReadOrWrittenIsOneLine(string command, int exit, string code, string words)
    {
        var before = Contents();
        var (ended, error) = AsNobody(command);

        Assert.True(error.Contains($" : error {code}: ", StringComparison.Ordinal) && error.Contains(words, StringComparison.Ordinal), error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((exit, before), ((int)ended, Contents()));
    }

    /// <summary>Somebody else's tables are looked at without leaving files beside them that would keep the owner from writing.</summary>
    [NeedsTheory(Need.OtherUser)]
    [InlineData("fixed/t.db")]
    [InlineData("open/t.db")]
    public void TablesThatMayOnlyBeReadAreRead(string tables)
    {
        var before = Contents();

        Assert.Equal((ExitCode.Done, ""), AsNobody($"tables list {tables}"));
        Assert.Equal(ExitCode.Done, AsNobody($"tables merge open/{Path.GetFileName(line["."])}.db {tables}").Exit);
        File.Delete(line[$"open/{Path.GetFileName(line["."])}.db"]);
        Assert.Equal(before, Contents());
    }

    /// <summary>What is protected stays so for its owner as well, and for root.</summary>
    [Fact]
    public void AProtectedFileIsNotReplacedByItsOwnerEither()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        File.WriteAllText(line["out.onnx"], "precious");
        File.SetAttributes(line["out.onnx"], FileAttributes.ReadOnly);

        Assert.Equal(ExitCode.BadInput, line.Run("optimize", line["model.onnx"], "-o", line["out.onnx"], "--force"));
        Assert.Contains($"error DC1032: the output cannot be written: {AtomicFile.Protected}; ", line.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(line["out.onnx"]));
        File.SetAttributes(line["out.onnx"], FileAttributes.Normal);
    }

    [UnsupportedOSPlatform("windows")]
    private void Folder(string name, UnixFileMode mode)
    {
        Directory.CreateDirectory(line[name]);
        File.SetUnixFileMode(line[name], mode);
    }

    private void MakeTables(string name)
    {
        using var store = Runtime.Tables.TableStore.Open(line[name]);
        store.Save(new ImportanceRow(new ImportanceKey("m", "c", "mse", "d"), 0.5, 0.1, 2, DateTimeOffset.UnixEpoch, null));
    }

    private (ExitCode Exit, string Error) AsNobody(string command)
    {
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "depthcompress.dll")];
        var start = new ProcessStartInfo(OtherUser.Words[0], [.. OtherUser.Words[1..], .. program, .. command.Split(' ').Select(Placed), "-q"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = line["open"],
        };
        start.Environment[TurnFolder.Variable] = TurnFolder.Nowhere;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        output.Wait();
        return ((ExitCode)process.ExitCode, error);
    }

    /// <summary>Words that are files lie in the folder of the test.</summary>
    private string Placed(string word) => word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? word[..(colon + 1)] + line[word[(colon + 1)..]]
        : word.Contains('/', StringComparison.Ordinal) || Path.GetExtension(word) is ".onnx" or ".json" ? line[word] : word;

    /// <summary>Every file with what it holds.</summary>
    private string Contents() => string.Join('\n', Directory.EnumerateFileSystemEntries(line["."], "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(path => $"{path} {(File.Exists(path) ? DigestOf(path) : "folder")}"));

    private static string DigestOf(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    public void Dispose() => line.Dispose();
}
