using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// Ten small networks that show whether a compiler looks at shapes before it folds: five that one of the best-known ones folds wrongly or
/// cannot fold, and their twins that are to be folded.
/// </summary>
public sealed class PeersProbesTests
{
    private static readonly ImmutableArray<(string Name, string Text)> Cases =
    [
        ("probe 1: constant of the last axis as long as the channels are many, added behind a convolution",
            Conv("const %c : f32[8] = random(3)", "%y = Add(%v, %c)")),
        ("probe 2: constant of the rows as many as the channels, added", Conv("const %c : f32[8,1] = random(3)", "%y = Add(%v, %c)")),
        ("probe 3: constant of the last axis, multiplied", Conv("const %c : f32[8] = random(3)", "%y = Mul(%v, %c)")),
        ("probe 4: constant of the rows, multiplied", Conv("const %c : f32[8,1] = random(3)", "%y = Mul(%v, %c)")),
        ("probe 5: its twin on the channels, added", Conv("const %c : f32[8,1,1] = random(3)", "%y = Add(%v, %c)")),
        ("probe 6: its twin on the channels, multiplied", Conv("const %c : f32[1,8,1,1] = random(3)", "%y = Mul(%v, %c)")),
        ("probe 7: grouped transposed convolution before a norm", Transposed(groups: 2)),
        ("probe 8: dense transposed convolution before a norm", Transposed(groups: 1)),
        ("probe 9: negative padding before a convolution", Padded("[0,0,-1,-1,0,0,-1,-1]")),
        ("probe 10: padding before a convolution", Padded("[0,0,1,1,0,0,1,1]")),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Names))]
    public void ComputesTheSame(string name) => PeersCheck.Optimized(Cases.Single(entry => entry.Name == name).Text);

    /// <summary>What peers do not fold for fear, or fold wrongly: the right folds happen.</summary>
    [Theory]
    [InlineData("probe 5", 1)]
    [InlineData("probe 6", 1)]
    [InlineData("probe 7", 1)]
    [InlineData("probe 8", 1)]
    [InlineData("probe 10", 1)]
    [InlineData("probe 1", 2)]
    [InlineData("probe 2", 2)]
    [InlineData("probe 3", 2)]
    [InlineData("probe 4", 2)]
    public void IsFoldedWhereThatIsRight(string name, int nodes)
    {
        var graph = GraphParser.Parse(Cases.Single(entry => entry.Name.StartsWith($"{name}:", StringComparison.Ordinal)).Text);

        Assert.Equal(nodes, Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink())).Nodes.Length);
    }

    private static string Conv(string constant, string line) => $"""
        graph @probe
          in %x : f32[N,3,10,10]
          const %w : f32[8,3,3,3] = random(1)
          const %b : f32[8] = random(2)
          {constant}
          %v = Conv(%x, %w, %b) kernel_shape=[3,3]
          {line}
          out %y
        """;

    private static string Transposed(int groups) => $"""
        graph @probe
          in %x : f32[N,4,5,5]
          const %w : f32[4,3,2,2] = random(1)
          const %s : f32[{3 * groups}] = random(2)
          const %h : f32[{3 * groups}] = random(3)
          const %m : f32[{3 * groups}] = random(4)
          const %v : f32[{3 * groups}] = positive(5)
          %c = ConvTranspose(%x, %w) kernel_shape=[2,2] strides=[2,2]{(groups > 1 ? $" group={groups}" : "")}
          %y = BatchNormalization(%c, %s, %h, %m, %v)
          out %y
        """;

    private static string Padded(string pads) => $"""
        graph @probe
          in %x : f32[N,3,8,8]
          const %w : f32[4,3,3,3] = random(1)
          %p = Pad(%x) pads={pads}
          %y = Conv(%p, %w) kernel_shape=[3,3]
          out %y
        """;
}
