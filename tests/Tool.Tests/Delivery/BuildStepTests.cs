using System.Text.Json;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>What a build does again, and what not, without MSBuild around it.</summary>
public sealed class BuildStepTests : IDisposable
{
    private readonly CommandLine line = new();
    private readonly string model;

    public BuildStepTests() => model = line.Write("model.onnx", TinyNetworks.Residual);

    [Fact]
    public void ASecondBuildSkips()
    {
        Assert.Equal("built", Build());
        var written = File.GetLastWriteTimeUtc(Result);
        Assert.Equal("up to date", Build());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Result));
        Assert.Equal($"{Result}|model.onnx|Content\n", File.ReadAllText(line["obj/outputs.txt"]));
    }

    [Fact]
    public void ATimeOfItsOwnIsNoChange()
    {
        Build();
        File.SetLastWriteTimeUtc(model, DateTime.UtcNow.AddHours(1));
        Assert.Equal("up to date", Build());
    }

    [Fact]
    public void AChangedModelIsBuiltAndOneThatIsAsBeforeComesFromTheCache()
    {
        Build();
        var first = File.ReadAllBytes(Result);
        line.Write("model.onnx", TinyNetworks.AnySize);
        Assert.Equal("built", Build());
        Assert.NotEqual(first, File.ReadAllBytes(Result));
        line.Write("model.onnx", TinyNetworks.Residual);
        Assert.Equal("from the cache", Build());
        Assert.Equal(first, File.ReadAllBytes(Result));
    }

    [Fact]
    public void ADeletedOrDamagedResultIsLaidThereAgain()
    {
        Build();
        var first = File.ReadAllBytes(Result);
        File.Delete(Result);
        Assert.Equal("from the cache", Build());
        File.AppendAllText(Result, "x");
        Assert.Equal("from the cache", Build());
        Assert.Equal(first, File.ReadAllBytes(Result));
    }

    [Fact]
    public void OptionsAndPlansAndSettingsAreInputs()
    {
        Assert.Equal(ExitCode.Done, line.Run("plan", model, "--speedup", "1.1x", "-o", line["plan.json"], "--tables", line["t.db"],
            "--calibration-count", "16", "--refit-count", "16", "--selection-count", "16", "--longest-segment", "3",
            "--kernels", "3", "--families", "identity"));
        Assert.Equal("built", Build("plan=plan.json"));
        Assert.Equal("up to date", Build("plan=plan.json"));
        Assert.Equal("built", Build("plan=plan.json", "options=--seed 1"));
        File.AppendAllText(line["plan.json"], "\n");
        Assert.Equal("built", Build("plan=plan.json", "options=--seed 1"));
        File.WriteAllText(line["depthcompress.json"], "{ \"threads\": 1 }");
        Assert.Equal("built", Build("plan=plan.json", "options=--seed 1"));
        File.WriteAllText(line["unrelated.json"], "{}");
        Assert.Equal("up to date", Build("plan=plan.json", "options=--seed 1"));
    }

    [Fact]
    public void AMissedGateFailsTheBuildOfItsModel()
    {
        Assert.Equal(ExitCode.Missed, Step(["name=model.onnx", $"model={model}", "failIf=depth>1"], ".", "obj"));
        Assert.StartsWith($"{model} : error DC2740: the gate 'depth>1' is missed", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Result));
        Assert.Equal("built", Build("failIf=depth>99"));
    }

    [Fact]
    public void ProjectsInOtherPlacesShareTheWork()
    {
        Build();
        Directory.CreateDirectory(line["other"]);
        File.Copy(model, line["other/model.onnx"]);
        Assert.Equal(ExitCode.Done, Step(["name=model.onnx", $"model={line["other/model.onnx"]}"], "other", "other/obj"));
        Assert.Equal("from the cache", How());
    }

    [Fact]
    public async Task WhoComesSecondWaits()
    {
        var items = line["items.txt"];
        File.WriteAllLines(items, ["name=model.onnx", $"model={model}"]);
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Task.Run(() =>
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var exit = Program.Run(
                ["build-step", "--items", items, "--project", line["."], "--folder", line[$"obj{number}"], "--cache", line["cache"],
                    "--json"],
                output, error);
            return (exit, How: JsonDocument.Parse(output.ToString()).RootElement.GetProperty("models")[0].GetProperty("how").GetString());
        })));
        Assert.All(runs, run => Assert.Equal(0, run.exit));
        Assert.Equal(["built", "from the cache", "from the cache"], runs.Select(run => run.How).Order());
    }

    [Fact]
    public void AResultThatIsNoLongerWantedIsDeletedUnlessSomebodyChangedIt()
    {
        Build();
        Assert.Equal(ExitCode.Done, Step([], ".", "obj"));
        Assert.False(File.Exists(Result));
        Build();
        File.AppendAllText(Result, "mine");
        Assert.Equal(ExitCode.Done, Step([], ".", "obj"));
        Assert.True(File.Exists(Result));
    }

    [Fact]
    public void ABrokenModelFailsWithItsFileAndDoesNotKeepOthersFromBeingBuilt()
    {
        var broken = line.Write("broken.onnx", [1, 2, 3]);
        var exit = Step(["name=broken.onnx", $"model={broken}", "name=model.onnx", $"model={model}"], ".", "obj");
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.StartsWith($"{broken} : error DC1", line.Error, StringComparison.Ordinal);
        Assert.Equal("built", How());
    }

    [Fact]
    public void ACacheThatCannotBeUsedCostsAWarning()
    {
        File.WriteAllText(line["cache"], "a file");
        Assert.Equal("built", Build());
        Assert.Contains("warning DC4300", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateThatCannotBeReadCostsALookAtTheCache()
    {
        Build();
        File.WriteAllText(line["obj/state.json"], "{");
        Assert.Equal("from the cache", Build());
    }

    [Fact]
    public void WhatAKilledBuildLeftInTheCacheIsNotTakenForAResult()
    {
        Build();
        var result = Assert.Single(Directory.EnumerateDirectories(line["cache"]));
        Directory.Move(result, Path.Combine(line["cache"], $".work-{Path.GetFileName(result)}"));
        File.WriteAllText(Path.Combine(line["cache"], $".work-{Path.GetFileName(result)}", "half"), "");
        File.Delete(Result);
        Assert.Equal("built", Build());
        Assert.Equal([result], Directory.EnumerateDirectories(line["cache"]));
        Assert.Equal(["model.onnx"], Directory.EnumerateFiles(result).Select(Path.GetFileName));
    }

    [Fact]
    public void StoppedItLeavesNothingHalf()
    {
        line.Stop.Cancel();
        Assert.Equal(ExitCode.Interrupted, Step(["name=model.onnx", $"model={model}"], ".", "obj"));
        Assert.False(File.Exists(Result));
        Assert.DoesNotContain(Directory.EnumerateDirectories(line["cache"]), _ => true);
    }

    public void Dispose() => line.Dispose();

    private string Result => line["obj/models/model.onnx"];

    private string Build(params string[] more)
    {
        var exit = Step(["name=model.onnx", $"model={model}", .. more], ".", "obj");
        Assert.True(exit is ExitCode.Done, line.Error);
        return How();
    }

    private ExitCode Step(string[] items, string project, string folder)
    {
        File.WriteAllLines(line["items.txt"], items);
        return line.Run("build-step", "--items", line["items.txt"], "--project", line[project], "--folder", line[folder],
            "--cache", line["cache"], "--json");
    }

    /// <summary>What was done with the only model that was delivered.</summary>
    private string How() => Assert.Single(line.Json.GetProperty("models").EnumerateArray()).GetProperty("how").GetString()!;
}
