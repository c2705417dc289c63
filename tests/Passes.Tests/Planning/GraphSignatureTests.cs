using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

public sealed class GraphSignatureTests
{
    private const string Text = """
        graph @net
          in %x : f32[N,4,8,8]
          const %w : f32[4,4,3,3] = random(1)
          const %v : f32[4,4,1,1] = random(2)
          const %i : i64[3] = [0,2,1]
          %a = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1] @one
          %b = Clip(%a) min=0.0 max=6.0 @two
          %c = Conv(%b, %v) kernel_shape=[1,1] @three
          %d = Add(%c, %a) @four
          %e = Gather(%d, %i) axis=1 @five
          out %e
        """;

    private static readonly string Signature = Of(Text);

    [Fact]
    public void ASignatureIsShortAndStable()
    {
        Assert.Matches("^[0-9a-f]{32}$", Signature);
        Assert.Equal(Signature, Of(Text));
    }

    [Theory]
    [InlineData("random(1)", "random(77)")]
    [InlineData("%a", "%other")]
    [InlineData("@three", "@renamed")]
    [InlineData("graph @net", "graph @another")]
    [InlineData("%x", "%image")]
    public void WeightsAndNamesDoNotCount(string old, string replacement) =>
        Assert.Equal(Signature, Of(Text.Replace(old, replacement, StringComparison.Ordinal)));

    [Theory]
    [InlineData("pads=[1,1,1,1]", "pads=[0,2,1,1]")]
    [InlineData("kernel_shape=[3,3] pads=[1,1,1,1]", "kernel_shape=[3,3] pads=[2,2,2,2] dilations=[2,2]")]
    [InlineData("max=6.0", "max=5.0")]
    [InlineData("f32[4,4,3,3]", "f32[4,1,3,3]", "pads=[1,1,1,1]", "pads=[1,1,1,1] group=4")]
    [InlineData("Add(%c, %a)", "Add(%a, %c)")]
    [InlineData("Add(%c, %a)", "Add(%c, %b)")]
    [InlineData("Add(%c, %a)", "Sub(%c, %a)")]
    [InlineData("[0,2,1]", "[0,1,2]")]
    [InlineData("i64", "i32")]
    [InlineData("f32", "f16")]
    [InlineData("f32[N,4,8,8]", "f32[1,4,8,8]")]
    [InlineData("out %e", "out %d")]
    [InlineData("out %e", "out %e\n  out %a")]
    public void StructureCounts(params string[] replacements)
    {
        var changed = Text;
        foreach (var pair in replacements.Chunk(2))
        {
            Assert.Contains(pair[0], changed, StringComparison.Ordinal);
            changed = changed.Replace(pair[0], pair[1], StringComparison.Ordinal);
        }

        Assert.NotEqual(Signature, Of(changed));
    }

    [Fact]
    public void InputSizesCount()
    {
        Assert.NotEqual(Signature, Of(Text, batch: 2));
        Assert.NotEqual(Of(Text.Replace("8,8", "H,W", StringComparison.Ordinal), batch: 2),
            Of(Text.Replace("8,8", "H,W", StringComparison.Ordinal), batch: 1));
    }

    [Fact]
    public void NumbersOfWeightsDoNotCountEvenInRandomNetworks()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            var replaced = graph.WithInitializers(
                graph.Initializers.ToDictionary(pair => pair.Key, pair => SeededData.Random(pair.Value.Type, 99)));
            var inputs = TensorGenerator.InputsOf(graph);

            Assert.Equal(GraphSignature.Of(graph, inputs), GraphSignature.Of(replaced, inputs));
        }
    }

    [Fact]
    public void OtherRandomNetworksHaveOtherSignatures()
    {
        var signatures = Enumerable.Range(1, 200).Select(seed => GraphGenerator.Text(seed)).Select(text => (Body(text), Of(text))).ToList();

        Assert.Equal(signatures.Select(pair => pair.Item1).Distinct().Count(), signatures.Select(pair => pair.Item2).Distinct().Count());
    }

    private static string Of(string text, int batch = 1)
    {
        var graph = GraphParser.Parse(text);
        return GraphSignature.Of(graph, TensorGenerator.InputsOf(graph, batch));
    }

    /// <summary>The text without the name of the network.</summary>
    private static string Body(string text) => text[text.IndexOf('\n', StringComparison.Ordinal)..];
}
