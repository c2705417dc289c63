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
        Directory.CreateDirectory(line["dumped"]);
        File.WriteAllText(line["dumped/c.dcir"], "{}");
        Directory.CreateDirectory(line["bundle/networks"]);
        File.WriteAllText(line["bundle/manifest.json"], "{}");
        File.WriteAllText(line["bundle/networks/a.onnx"], "a network");
        Directory.CreateSymbolicLink(line["folder2"], line["bundle"]);
        Directory.CreateDirectory(line["results/fit-2x"]);
        line.Write("results/fit-2x/model.onnx", TinyNetworks.Residual);
        File.WriteAllText(line["results/comparison.json"], "{}");
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
    [InlineData("optimize model.onnx -o dumped/00-input.dcir --dump ./dumped")]
    [InlineData("compare model.onnx --targets 2x --methods fit --output-dir ./results --report results/comparison.md")]
    [InlineData("compare model.onnx --targets 2x --methods fit --output-dir ./results --report results/fit-2x/plan.json")]
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
    [InlineData("compress model.onnx --speedup 2x --tables new.db -o new.db --force")]
    [InlineData("compress model.onnx --speedup 2x --tables new.db -o out.onnx --plan-out new.db-wal")]
    [InlineData("plan model.onnx --speedup 2x --tables new.db -o new.db.claims")]
    [InlineData("train model.onnx --data synthetic:shapes10?count=40 --preprocess resize=16 --steps 1 --tables new.db --checkpoint new.db")]
    [InlineData("optimize model.onnx -o out.onnx --dump ./dumped --config dumped/c.dcir")]
    [InlineData("measure-bundle ./bundle -o bundle/manifest.json --force")]
    [InlineData("measure-bundle ./bundle -o ./folder2/networks/a.onnx --force")]
    [InlineData("compare results/fit-2x/model.onnx --targets 2x --methods fit --output-dir ./results")]
    [InlineData("compare model.onnx --targets 2x --methods fit --output-dir ./results --config results/comparison.json")]
    [InlineData("compare model.onnx --targets 2x --methods fit --output-dir ./results --tables results/fit-2x/plan.json")]
    public void NothingThatIsReadIsWritten(string command) => Refused("DC1031", command);

    [Fact]
    public void FilesInWhichAModelKeepsItsTensorsAreInputs()
    {
        var model = OnnxReader.Read(line["model.onnx"], new DiagnosticSink());
        OnnxWriter.Write(model, line["outside.onnx"], new OnnxWriteOptions { ExternalData = true, ExternalThreshold = 1 });

        Refused("DC1031", "plan outside.onnx --speedup 2x -o outside.onnx.data --force");
    }

    [Theory]
    [InlineData("optimize model.onnx -o r.json --report r.json --force")]
    [InlineData("compress model.onnx --speedup 2x -o out.onnx --plan-out r.xml --report r.xml --force")]
    [InlineData("prune model.onnx --flops 30% -o out.onnx --plan-out r.xml --report r.xml --force")]
    [InlineData("compare model.onnx --targets 2x --methods fit --output-dir ./results --report results/comparison.json")]
    public void AReportThatWasToBeAnotherOutputTooStaysAsItWas(string command)
    {
        string[] files = ["r.json", "r.xml", "results/comparison.json"];
        foreach (var file in files)
        {
            File.WriteAllText(line[file], "precious");
        }

        Assert.Equal(ExitCode.BadInput, line.Run([.. command.Split(' ').Select(Placed)]));
        Assert.Contains("error DC1152", line.Error, StringComparison.Ordinal);
        Assert.All(files, file => Assert.Equal("precious", File.ReadAllText(line[file])));
    }

    [Fact]
    public void AReportOfTheRunBeforeIsGoneOnceWorkBegins()
    {
        File.WriteAllText(line["r.xml"], "of the run before");
        var before = new List<bool>();
        line.Probe.BeforeMeasuring = () => before.Add(File.Exists(line["r.xml"]));
        line.Run("compress", line["model.onnx"], "--speedup", "1.1x", "--report", line["r.xml"], "-o", line["out.onnx"], "--tables", line["new.db"], "-q");

        Assert.True(before.Count > 0, line.Error);
        Assert.DoesNotContain(true, before);
    }

    [Fact]
    public void AResultOfAComparisonDoesNotLeaveItsFolder()
    {
        Directory.CreateDirectory(line["out"]);
        Directory.CreateSymbolicLink(line["out/fit-2x"], line["bundle"]);

        Refused("DC1032", "compare model.onnx --targets 2x --methods fit --output-dir ./out");
    }

    [Fact]
    public void TheJobOfTasksIsNotBegunInTheFolderOfItsTables()
    {
        Assert.Equal(ExitCode.BadInput, line.Run("importance", line["model.onnx"], "--tables", line["job/base.db"], "--job", line["job"], "--executor", "kubernetes",
            "--claim", "c", "--claim-path", line["."], "--image", "i", "--tasks", "1", "--calibration-count", "8", "--refit-count", "8", "--selection-count", "8"));
        Assert.Contains("error DC1031", line.Error, StringComparison.Ordinal);
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

        Assert.True(line.Error.Contains($"error {code}", StringComparison.Ordinal), line.Error);
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Empty(line.Measured);

        // What a report says of the refusal may be there, but nowhere where something was.
        var told = Contents().Where(file => command.Contains($"--report {Path.GetFileName(file.Path)}", StringComparison.Ordinal));
        Assert.Equal(before.AsEnumerable(), Contents().Except(told.Where(file => before.All(other => other.Path != file.Path))));
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
