using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Delivery;

public sealed class BuildItemsTests
{
    private const string Project = "/projects/app";
    private const string Folder = "/projects/app/obj/depthcompress";

    [Fact]
    public void AModelWithNothingSaidIsOptimizedIntoTheIntermediateFolder()
    {
        var item = Assert.Single(Parse("name=models/a.onnx", "model=/projects/app/models/a.onnx", "mode=", "plan=", "options="));

        Assert.Equal(BuildMode.Lossless, item.Mode);
        Assert.Equal("models/a.onnx", item.Link);
        Assert.Equal("/projects/app/obj/depthcompress/models/models/a.onnx", item.Output);
        Assert.Equal("Content", item.Action);
        Assert.Equal(["optimize", "/projects/app/models/a.onnx", "--output", "/x/a.onnx", "--force", "--isolate"], item.CommandLine("/x", "/t").ToArray());
    }

    [Fact]
    public void APlanMakesItAReplay()
    {
        var item = Assert.Single(Parse("name=a.onnx", "model=/projects/app/a.onnx", "plan=plans/a.json", "preprocess=mean=1;std=2",
            "output=out/", "action=none"));

        Assert.Equal(
            (BuildMode.Plan, "/projects/app/plans/a.json", "/projects/app/out/a.onnx", "None"), (item.Mode, item.Plan, item.Output, item.Action));
        Assert.Equal(
            ["apply", "/projects/app/a.onnx", "--plan", "/projects/app/plans/a.json", "--output", "/x/a.onnx", "--force", "--preprocess",
                "mean=1;std=2", "--isolate"],
            item.CommandLine("/x", "/t").ToArray());
    }

    [Fact]
    public void ASpeedMakesItACompression()
    {
        var item = Assert.Single(Parse(
            "name=../shared/a.onnx", "model=/projects/shared/a.onnx", "speedUp=1.5", "maxDrop=1pp", "calibration=npy:images.npy",
            "options=--threads 2"));

        Assert.Equal((BuildMode.TrainingFree, "a.onnx"), (item.Mode, item.Link));
        Assert.Equal("npy:images.npy", Assert.Single(item.Data));
        Assert.Equal(
            ["compress", "/projects/shared/a.onnx", "--output", "/x/a.onnx", "--plan-out", "/x/plan.json", "--tables", "/t",
                "--keep-original", "--force",
                "--data", "npy:images.npy", "--speedup", "1.5", "--max-drop", "1pp", "--threads", "2", "--isolate"],
            item.CommandLine("/x", "/t").ToArray());
    }

    [Fact]
    public void SeveralModelsAreSeveralBlocks() =>
        Assert.Equal(["a.onnx", "b.onnx"], Parse("name=a.onnx", "model=a.onnx", "name=b.onnx", "model=b.onnx").Select(item => item.Name));

    [Theory]
    [InlineData("DC2697", "mode=Fast")]
    [InlineData("DC2697", "mode=1")]
    [InlineData("DC2697", "action=Compile")]
    [InlineData("DC2697", "output=a|b.onnx")]
    [InlineData("DC2691", "mode=Plan")]
    [InlineData("DC2691", "mode=trainingfree")]
    [InlineData("DC2692", "output=x.onnx", "name=b.onnx", "model=b.onnx", "output=x.onnx")]
    [InlineData("DC1031", "output=a.onnx")]
    public void WhatMakesNoSenseIsRefused(string code, params string[] lines)
    {
        var problem = Assert.Throws<DiagnosticException>(() => Parse(["name=a.onnx", "model=/projects/app/a.onnx", .. lines])).Diagnostic;
        Assert.Equal(code, problem.Descriptor.Code);
        Assert.NotNull(problem.File);
    }

    private static ImmutableArray<BuildItem> Parse(params string[] lines) => new BuildItems(Project, Folder).Parse(lines);
}
