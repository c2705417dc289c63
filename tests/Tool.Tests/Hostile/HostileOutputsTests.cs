using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Builds and programs that use the library replace nothing that they read either.</summary>
public sealed class HostileOutputsTests : IDisposable
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly CommandLine line = new();

    public HostileOutputsTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        line.Write("other.onnx", TinyNetworks.AnySize);
        File.WriteAllText(line["plan.json"], "a plan");
        Directory.CreateSymbolicLink(line["link"], line["."]);
        var model = OnnxReader.Read(line["model.onnx"], new DiagnosticSink());
        OnnxWriter.Write(model, line["outside.onnx"], new OnnxWriteOptions { ExternalData = true, ExternalThreshold = 1 });
    }

    [Theory]
    [InlineData("DC1031", "name=a", "model=model.onnx", "output=link/model.onnx")]
    [InlineData("DC1031", "name=a", "model=model.onnx", "output=other.onnx", "name=b", "model=other.onnx")]
    [InlineData("DC1031", "name=a", "model=model.onnx", "output=link/plan.json", "name=b", "model=other.onnx", "mode=plan", "plan=plan.json")]
    [InlineData("DC1031", "name=a", "model=model.onnx", "plan=plan.json", "output=plan.weights.safetensors")]
    [InlineData("DC1031", "name=a", "model=model.onnx", "output=outside.onnx.data", "name=b", "model=outside.onnx")]
    [InlineData("DC1152", "name=a", "model=model.onnx", "output=out.onnx", "name=b", "model=other.onnx", "output=link/out.onnx")]
    [InlineData("DC1152", "name=a", "model=model.onnx", "output=out.onnx", "name=b", "model=other.onnx", "output=out.onnx.data")]
    [InlineData("DC1152", "name=a", "model=model.onnx", "output=obj/state.json")]
    public void ABuildDoesNot(string code, params string[] items)
    {
        File.WriteAllText(line["plan.weights.safetensors"], "weights");
        var before = Contents();

        Assert.Equal(ExitCode.BadInput, Build(items));
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void AResultMayBeTheModelOfTheNextItemAgainAndAgain()
    {
        string[] items = ["name=a", "model=model.onnx", "output=between.onnx", "name=b", "model=between.onnx", "output=last.onnx"];

        Assert.Equal((ExitCode.Done, ExitCode.Done), (Build(items), Build(items)));
        File.Copy(line["other.onnx"], line["model.onnx"], overwrite: true);
        Assert.Equal(ExitCode.Done, Build(items));
        Assert.Equal(ExitCode.Done, line.Run("verify", line["other.onnx"], line["last.onnx"]));
    }

    [Fact]
    public async Task TheLibraryDoesNot()
    {
        var (model, outside) = (NetworkModel.Load(line["model.onnx"]), NetworkModel.Load(line["outside.onnx"]));
        var before = Contents();

        await Refused("DC1031", () => model.OptimizeAsync(new OptimizeOptions { Output = line["link/model.onnx"], Force = true }));
        await Refused("DC1031", () => outside.OptimizeAsync(new OptimizeOptions { Output = line["outside.onnx.data"], Force = true }));
        await Refused("DC1031", () => model.CompressAsync(new CompressOptions { Speedup = 2, Tables = line["t.db"], Output = line["t.db"] }));
        await Refused("DC1031", () => model.CompressAsync(new CompressOptions { Speedup = 2, Data = $"npy:{line["plan.json"]}", Output = line["plan.json"], Force = true }));
        await Refused("DC1152", () => model.CompressAsync(new CompressOptions { Speedup = 2, PlanFile = line["link/out.onnx"], Output = line["out.onnx"] }));
        Assert.Throws<DiagnosticException>(() => model.Save(line["link/model.onnx"], force: true));
        Assert.Equal(before, Contents());
    }

    /// <summary>A link in the place of an output is replaced, not followed: what is written stays in the folder that was chosen.</summary>
    [Fact]
    public void NothingIsWrittenThroughALink()
    {
        Directory.CreateDirectory(line["chosen"]);
        Directory.CreateDirectory(line["elsewhere"]);
        foreach (var name in new[] { "out.onnx", "out.onnx.data", "report.md" })
        {
            File.WriteAllText(line[$"elsewhere/{name}"], "precious");
            File.CreateSymbolicLink(line[$"chosen/{name}"], line[$"elsewhere/{name}"]);
        }

        var exit = line.Run("optimize", line["outside.onnx"], "-o", line["chosen/out.onnx"], "--report", line["chosen/report.md"], "--force");

        Assert.True(exit is ExitCode.Done, line.Error);
        Assert.All(Directory.GetFiles(line["elsewhere"]), file => Assert.Equal("precious", File.ReadAllText(file)));
        Assert.Null(File.ResolveLinkTarget(line["chosen/out.onnx"], returnFinalTarget: false));
        Assert.Equal(3, Directory.GetFiles(line["chosen"]).Length);
    }

    private static async Task Refused(string code, Func<Task> work) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<DiagnosticException>(work)).Diagnostic.Descriptor.Code);

    private ExitCode Build(string[] items)
    {
        File.WriteAllLines(line["items.txt"], items);
        return line.Run("build-step", "--items", line["items.txt"], "--project", line["."], "--folder", line["obj"], "--cache", line["cache"]);
    }

    /// <summary>All files but what builds keep for themselves.</summary>
    private string Contents() => string.Join('\n', Directory.EnumerateFiles(line["."], "*", Everywhere)
        .Where(file => Path.GetFileName(file) is not "items.txt").Order(StringComparer.Ordinal).Select(file => $"{file} {new FileInfo(file).Length}"));

    public void Dispose() => line.Dispose();
}
