using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Rows of nodes are rewritten at once; a rule that gains one node in every sweep comes to an end all the same, and says so.</summary>
public sealed class SweepTests
{
    private const int Length = 40;
    private readonly DiagnosticSink diagnostics = new();

    [Fact]
    public void ARowOfPadsIsTakenInByOneSweep()
    {
        var graph = Row("const %w : f32[2,2,1,1] = random(1)", "Pad(%{0}) pads=[0,0,1,0,0,0,0,2]", "Conv(%{0}, %w) kernel_shape=[1,1]");

        var node = Assert.Single(new AbsorbPad { MostVisits = graph.Nodes.Length }.Apply(graph, new PassContext(diagnostics)).Nodes);

        Assert.Equal([Length, 0, 0, 2 * Length], ((Conv)node.Op).Window.Pads);
        Assert.Equal(Length + 1, node.Origin.Length);
        Assert.Empty(diagnostics.All);
    }

    [Fact]
    public void ARowOfFactorsIsTakenInByOneSweep()
    {
        var graph = Row("const %w : f32[2,2,1,1] = [1,2,3,4]\n  const %s : f32[2,1,1] = [2,0.5]", "Mul(%{0}, %s)", "Conv(%{0}, %w) kernel_shape=[1,1]");

        var folded = new FoldLeadingChannelwise { MostVisits = graph.Nodes.Length }.Apply(graph, new PassContext(diagnostics));

        var node = Assert.Single(folded.Nodes);
        var (large, small) = (Math.Pow(2, Length), Math.Pow(2, -Length));
        Assert.Equal([large, 2 * small, 3 * large, 4 * small], folded.Initializers[node.Inputs[1]!].ToDoubles());
        Assert.Equal(Length + 1, node.Origin.Length);
        Assert.Empty(diagnostics.All);
    }

    /// <summary>Only what is behind the last shift passes through a padded convolution, whatever is in front of that.</summary>
    [Fact]
    public void OfARowBehindAShiftTheRestIsTakenIn()
    {
        var graph = GraphParser.Parse("""
            graph @shifted
              in %x : f32[1,2,4,4]
              const %w : f32[2,2,1,1] = random(1)
              const %s : f32[2,1,1] = positive(2)
              const %t : f32[2,1,1] = random(3)
              %a = Mul(%x, %s)
              %b = Add(%a, %t)
              %c = Mul(%b, %s)
              %d = Mul(%c, %s)
              %y = Conv(%d, %w) kernel_shape=[1,1] pads=[1,1,1,1]
              out %y
            """);

        var folded = new FoldLeadingChannelwise().Apply(graph, new PassContext(diagnostics));

        Assert.Equal(["Mul", "Add", "Conv"], folded.Nodes.Select(node => node.Op.OpType));
        Assert.Equal("DC3005", Assert.Single(diagnostics.All).Descriptor.Code);
    }

    [Fact]
    public void ARuleThatGainsOneNodeInEverySweepStops()
    {
        var graph = Row("const %w : f32[1] = random(1)", "Identity(%{0})", "Relu(%{0})");
        var visits = graph.Nodes.Length + (graph.Nodes.Length - 1);

        var stopped = new OneInASweep { MostVisits = visits - 1 }.Apply(graph, new PassContext(diagnostics));

        Assert.Equal(graph.Nodes.Length - 2, stopped.Nodes.Length);
        var told = Assert.Single(diagnostics.All);
        Assert.Equal("DC5052", told.Descriptor.Code);
        Assert.Equal($"the pass 'one' looked at {visits} nodes and is not at its end: what is left to rewrite stays as it is, and computes the same", told.Message);
        Assert.Single(new OneInASweep().Apply(graph, new PassContext(new DiagnosticSink())).Nodes);
    }

    private static Graph Row(string constants, string node, string last)
    {
        var lines = Enumerable.Range(0, Length).Select(number => $"%v{number + 1} = {node.Replace("{0}", $"v{number}", StringComparison.Ordinal)}");
        return GraphParser.Parse(string.Join("\n  ",
            ["graph @row", "in %v0 : f32[1,2,4,4]", constants, .. lines, $"%y = {last.Replace("{0}", $"v{Length}", StringComparison.Ordinal)}", "out %y"]));
    }

    private sealed record OneInASweep : Rule
    {
        public override string Name => "one";

        public override Exactness Exactness => Exactness.Exact;

        public override Outcome TryRewrite(Node node, GraphEditor edit) =>
            !edit.IsChanged && node is { Op: Identity, Inputs: [{ } operand] } && edit.TryBypass(node, operand) ? Outcome.Done : Outcome.None;
    }
}
