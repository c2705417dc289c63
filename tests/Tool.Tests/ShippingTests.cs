using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests;

/// <summary>What a shipped model says of the machine it was made on: nothing.</summary>
public sealed class ShippingTests
{
    [Theory]
    [InlineData("npy:/home/me/images.npy", "npy:images.npy")]
    [InlineData("npy:../images.npy?labels=/home/me/labels.npy", "npy:images.npy?labels=labels.npy")]
    [InlineData(@"npy:C:\data\images.npy", "npy:images.npy")]
    [InlineData("cifar10:data/cifar10/", "cifar10:cifar10")]
    [InlineData("synthetic:shapes10?size=16&count=40", "synthetic:shapes10?size=16&count=40")]
    [InlineData("npy:a/b.npy?split=tune | mean=128;std=64", "npy:b.npy?split=tune | mean=128;std=64")]
    [InlineData("none", "none")]
    public void SourcesLoseTheirFolders(string source, string shipped) => Assert.Equal(shipped, Shipping.WithoutFolders(source));

    [Fact]
    public void SettingsLoseWhatIsOfThePlace()
    {
        var settings = new Settings
        {
            Data = "npy:/a/b.npy",
            TestData = "npy:/c/d.npy",
            Tables = "/tables.db",
            Seed = 3,
            Training = new TrainingSettings { Epochs = 2, Threads = 5, Device = "cpu", Teacher = "/e/f.onnx", Checkpoint = "/g", CheckpointEvery = 7 },
            Width = new WidthSettings { Groups = 3, Learned = "/h" },
        };
        Assert.Equal(
            """{"data":"npy:b.npy","testData":"npy:d.npy","seed":3,"width":{"groups":3},"training":{"epochs":2,"teacher":"f.onnx"}}""",
            Shipping.Of(settings).ToJsonString());
    }

    [Fact]
    public void APlanIsTheSameWithoutFoldersButNotWithOtherImages()
    {
        var plan = new CompressionPlan
        {
            Schema = "depthcompress/plan/1",
            ToolVersion = "0.1.0",
            ModelDigest = "abc",
            Machine = new MachineIdentity("cpu", "cpu", "engine", 1, "all"),
            InputShapes = [],
            Calibration = "npy:/a/b.npy | in n=4",
            Seed = 0,
            Metric = "mse",
            OriginalMilliseconds = 2,
            PredictedMilliseconds = 1,
            PredictedChange = 0,
            Segments = [],
        };
        Assert.NotEqual(plan.Calibration, Shipping.Of(plan).Calibration);
        Assert.Equal(PlanDigest.Of(plan), PlanDigest.Of(Shipping.Of(plan)));
        Assert.NotEqual(PlanDigest.Of(plan), PlanDigest.Of(plan with { Calibration = "npy:/a/c.npy | in n=4" }));
    }
}
