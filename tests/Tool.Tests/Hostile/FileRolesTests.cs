using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>No output replaces what is read, and no two outputs are one file: said before any work, with nothing written or removed.</summary>
public sealed class FileRolesTests : IDisposable
{
    private readonly CommandLine line = new();

    public FileRolesTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        File.WriteAllText(line["plan.json"], "a plan");
        File.WriteAllText(line["t.csv"], "a table");
        File.WriteAllText(line["c.json"], "{}");
        Directory.CreateDirectory(line["images/cat"]);
        File.WriteAllText(line["images/cat/one.png"], "an image");
        File.CreateSymbolicLink(line["link.json"], line["plan.json"]);
        Directory.CreateSymbolicLink(line["folder"], line["images"]);
    }

    [Theory]
    [InlineData("compress model.onnx --speedup 2x -o out.onnx --plan-out out.onnx")]
    [InlineData("compress model.onnx --speedup 2x -o out.onnx --plan-out ./images/../out.onnx")]
    [InlineData("compress model.onnx --speedup 2x -o out.onnx --plan-out out.onnx.data")]
    [InlineData("compress model.onnx --speedup 2x -o out.onnx --report r.md --report r.md")]
    [InlineData("compress model.onnx --speedup 2x -o out.sarif --report out.sarif")]
    [InlineData("compress model.onnx --speedup 2x -o images/out.onnx --plan-out folder/out.onnx")]
    [InlineData("compress model.onnx --speedup 2x -o out.onnx --plan-out p.json --report p.json")]
    [InlineData("compress model.onnx --speedup 2x -o out.onnx --plan-out p.onnx --with-weights --report out.xml --report ./out.xml")]
    [InlineData("prune model.onnx --flops 30% -o out.onnx --plan-out out.onnx")]
    [InlineData("optimize model.onnx -o out.json --report out.json")]
    [InlineData("data export synthetic:shapes10?count=4 -o a.npy --labels a.npy")]
    [InlineData("tables export model.onnx --method two-stage --latencies a.csv --importances a.csv")]
    public void TwoOutputsAreNotOneFile(string command) => Refused("DC1152", command);

    [Theory]
    [InlineData("apply model.onnx --plan plan.json -o plan.json --force")]
    [InlineData("apply model.onnx --plan plan.json -o link.json --force")]
    [InlineData("apply model.onnx --plan link.json -o plan.json --force")]
    [InlineData("apply model.onnx --plan plan.json -o out.onnx --report plan.json")]
    [InlineData("optimize model.onnx --report model.onnx.md -o model.onnx --force")]
    [InlineData("optimize model.onnx --config c.json -o c.json --force")]
    [InlineData("optimize model.onnx --config c.json --report c.json")]
    [InlineData("plan model.onnx --speedup 2x --latencies t.csv -o t.csv --force")]
    [InlineData("compress model.onnx --speedup 2x --tables t.csv -o t.csv --force")]
    [InlineData("compress model.onnx --speedup 2x --data imagefolder:images -o images/cat/one.png --force")]
    [InlineData("compress model.onnx --speedup 2x --data imagefolder:images?size=8 -o folder/cat/one.png --force")]
    [InlineData("compress model.onnx --speedup 2x --data npy:t.csv -o t.csv --force")]
    [InlineData("report plan.json --compare c.json -o c.json --force")]
    [InlineData("tables export model.onnx --method two-stage --latencies model.onnx --force")]
    public void NothingThatIsReadIsWritten(string command) => Refused("DC1031", command);

    [Fact]
    public void FilesInWhichAModelKeepsItsTensorsAreInputs()
    {
        var model = OnnxReader.Read(line["model.onnx"], new DiagnosticSink());
        OnnxWriter.Write(model, line["outside.onnx"], new OnnxWriteOptions { ExternalData = true, ExternalThreshold = 1 });

        Refused("DC1031", "plan outside.onnx --speedup 2x -o outside.onnx.data --force");
    }

    [Fact]
    public void AnOutputOfTheRunBeforeMayBeReplaced()
    {
        Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", line["out.onnx"], "--report", line["r.md"]));
        Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", line["out.onnx"], "--report", line["r.md"], "--force"));
    }

    public void Dispose() => line.Dispose();

    private void Refused(string code, string command)
    {
        var before = Contents();
        var exit = line.Run([.. command.Split(' ').Select(Placed)]);

        Assert.Equal((ExitCode.BadInput, true), (exit, line.Error.Contains($"error {code}", StringComparison.Ordinal)));
        Assert.Empty(line.Measured);

        // What a report says of the refusal may be there.
        var reports = command.Split(' ').Zip(command.Split(' ').Skip(1)).Where(pair => pair.First is "--report").Select(pair => line[pair.Second]);
        Assert.Equal(before, Contents().Where(file => before.Contains(file) || !reports.Any(report => FileIdentity.AreSame(report, file.Path))));
    }

    /// <summary>Words that are files lie in the folder of the test.</summary>
    private string Placed(string word)
    {
        var colon = word.StartsWith("imagefolder:", StringComparison.Ordinal) || word.StartsWith("npy:", StringComparison.Ordinal) ? word.IndexOf(':') + 1 : 0;
        return (word.Contains('.', StringComparison.Ordinal) || colon > 0) && !word.StartsWith("synthetic", StringComparison.Ordinal)
            ? word[..colon] + line[word[colon..]] : word;
    }

    private ImmutableArray<(string Path, long Length)> Contents() =>
    [
        .. Directory.EnumerateFiles(line["."], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (file, new FileInfo(file).Length)),
    ];
}
