using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Tool.Tests;

/// <summary>Depth and width in one plan, width alone, and one after the other.</summary>
public sealed class NarrowerFamiliesTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=40", "--preprocess", "mean=128;std=64", "--calibration-count", "30", "--refit-count",
            "40", "--selection-count", "20", "--rank-align", "1", "-q"];

    private readonly CommandLine line = new();

    public NarrowerFamiliesTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("fit,rank")]
    [InlineData("rank")]
    [InlineData("thin")]
    [InlineData("identity,fit,absorb,rank,thin")]
    public void EveryMixtureMakesAFasterNetwork(string families)
    {
        Assert.Equal(ExitCode.Done, Compress("out.onnx", "--families", families, "--json"));

        var json = line.Json;
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.True(NetworkCost.MultiplyAccumulates(Read("out.onnx")) < NetworkCost.MultiplyAccumulates(TinyNetworks.Residual));
        Assert.All(json.GetProperty("segments").EnumerateArray(), segment =>
        {
            var family = segment.GetProperty("family").GetString()!;
            Assert.Contains(family, families.Split(','));
            Assert.Equal(family is "rank" or "thin", segment.TryGetProperty("channels", out _));
        });
    }

    /// <summary>Fewer channels between two layers, not fewer layers.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ThinningKeepsTheDepth()
    {
        Assert.Equal(ExitCode.Done, Compress("out.onnx", "--families", "thin", "--ranks", "1/2"));

        Assert.Equal(Convolutions(TinyNetworks.Residual), Convolutions(Read("out.onnx")));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanOfNarrowerLayersIsAppliedAndExplained()
    {
        Assert.Equal(ExitCode.Done, Compress("out.onnx", "--families", "rank,thin"));
        var plan = line["out.plan.json"];
        Assert.Contains("\"rankAlign\": 1", File.ReadAllText(plan), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", plan, "-o", line["again.onnx"], "-q"));
        Assert.Equal(ExitCode.Done, line.Run("explain", line["model.onnx"], "--plan", plan, "--tables", line["tables.db"], "--json"));

        Assert.Equal(
            Read("out.onnx").Nodes.Select(node => (node.Name, node.Op.OpType)), Read("again.onnx").Nodes.Select(node => (node.Name, node.Op.OpType)));
        var fates = line.Json.GetProperty("sites").EnumerateArray().Select(site => site.GetProperty("fate").GetString()).ToHashSet();
        Assert.Contains(fates, fate => fate is "rank" or "thin");
        Assert.DoesNotContain(fates, fate => fate is "fit" or "absorb");
    }

    /// <summary>The result of one step is an ordinary network to the next.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void DepthAndThenWidth()
    {
        Assert.Equal(ExitCode.Done, Compress("shallow.onnx", "--families", "identity,fit,rank"));
        Assert.Equal(ExitCode.Done, line.Run("prune", line["shallow.onnx"], "-o", line["both.onnx"], "--flops", "30%", "--method", "l1"));

        var (shallow, both) = (NetworkCost.MultiplyAccumulates(Read("shallow.onnx")), NetworkCost.MultiplyAccumulates(Read("both.onnx")));
        Assert.InRange((double)both / shallow, 0.3, 0.7);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2102", "--ranks", "3/2")]
    [InlineData("DC2102", "--ranks", "-1")]
    [InlineData("DC2102", "--ranks", "120%")]
    [InlineData("DC2102", "--ranks", ",")]
    [InlineData("DC2102", "--ranks", "1/0")]
    [InlineData("DC2102", "--rank-align", "0")]
    [InlineData("DC3340", "--ranks", "500")]
    public void RanksThatCannotBeAreRefused(string code, string option, string value)
    {
        var exit = line.Run("profile", line["model.onnx"], "--families", "rank,thin", option, value, "--tables", line["tables.db"], "-q");

        Assert.NotEqual(ExitCode.Done, exit);
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Measured);
    }

    private static int Convolutions(Graph graph) => graph.Nodes.Count(node => node.Op is Conv);

    private ExitCode Compress(string output, params string[] more) => line.Run(
        ["compress", line["model.onnx"], "-o", line[output], "--tables", line["tables.db"], "--speedup", "1.15x", .. Small, .. more]);

    private Graph Read(string name) => OnnxReader.Read(line[name], new DiagnosticSink()).Graph;

    public void Dispose() => line.Dispose();
}
