using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// Files of other compilers grew: constants computed ahead of time are larger than what they are computed from, and weights that were shared
/// are kept twice. Here a network is not larger afterwards, but for what is small.
/// </summary>
public sealed class PeersSizeTests
{
    private const int Small = 1 << 16;

    private static readonly (string Name, string Text)[] Cases =
    [
        ("OnnxSlim #190, samexporter #18: a weight that is also read transposed", """
            graph @tied
              in %x : f32[N,200]
              const %w : f32[200,200] = random(1)
              const %k : f32[200] = random(2)
              %t = Transpose(%w) perm=[1,0]
              %a = MatMul(%x, %w)
              %b = Relu(%a)
              %y = MatMul(%b, %t)
              out %y
            """),
        ("onnxsim #309: a weight that is turned in two ways", """
            graph @turned
              in %x : f32[N,6,64]
              in %z : f32[N,64,6]
              const %w : f32[1,64,320] = random(1)
              %s = Transpose(%w) perm=[0,2,1]
              %r = Reshape(%w) shape=[64,320]
              %a = MatMul(%x, %r)
              %b = MatMul(%s, %z)
              out %a
              out %b
            """),
        ("OnnxSlim #283, onnxsim #309: weights shared by handing them on", """
            graph @handed_on
              in %x : f32[N,48,4,4]
              const %w : f32[48,48,3,3] = random(1)
              %v = Identity(%w)
              %u = Identity(%v)
              %a = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1]
              %b = Conv(%a, %v) kernel_shape=[3,3] pads=[1,1,1,1]
              %y = Conv(%b, %u) kernel_shape=[3,3] pads=[1,1,1,1]
              out %y
            """),
        ("onnxsim #309: one number spread over a map", """
            graph @spread
              in %x : f32[N,8,50,50]
              const %k : f32[1] = [2]
              const %shape : i64[4] = [1,8,50,50]
              %s = ?Expand(%k, %shape) : f32[1,8,50,50]
              %y = Add(%x, %s)
              out %y
            """),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Names))]
    public void NothingIsKeptTwice(string name)
    {
        var graph = GraphParser.Parse(Cases.Single(entry => entry.Name == name).Text);

        var after = PeersCheck.Optimized(graph);

        Assert.InRange(PeersCheck.Bytes(after), 0, PeersCheck.Bytes(graph) + 1024);
    }

    /// <summary>onnxsim #309: each of them is small.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ManySmallResultsAreNotLargeTogether()
    {
        var lines = Enumerable.Range(0, 12).Select(i => $"""
              const %s{i} : i64[4] = [1,{i + 4},30,30]
              const %k{i} : f32[1] = random({i})
              %e{i} = ?Expand(%k{i}, %s{i}) : f32[1,{i + 4},30,30]
              %y{i} = Mul(%x, %e{i})
              out %y{i}
            """);
        var graph = GraphParser.Parse($"graph @many\n  in %x : f32[1,1,30,30]\n{string.Join('\n', lines)}");

        var after = PeersCheck.Optimized(graph);

        Assert.InRange(PeersCheck.Bytes(after), 0, PeersCheck.Bytes(graph) + Small);
    }

    /// <summary>onnxsim #174: what a constant was computed from goes.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("%t = Transpose(%w) perm=[1,0]", "%y = MatMul(%x, %t)", "MatMul")]
    [InlineData("%t, %u = Split(%w) axis=1 split=[100,100]", "%a = MatMul(%x, %t)\n  %b = MatMul(%x, %u)\n  %y = Mul(%a, %b)", "MatMul MatMul Mul")]
    public void WhatIsNotReadAnyMoreIsGone(string constant, string use, string types)
    {
        var graph = GraphParser.Parse($"graph @one\n  in %x : f32[N,200]\n  const %w : f32[200,200] = random(1)\n  {constant}\n  {use}\n  out %y");

        var after = PeersCheck.Optimized(graph);

        Assert.Equal(types, PeersCheck.Types(after));
        Assert.Equal(PeersCheck.Bytes(graph), PeersCheck.Bytes(after));
    }

    /// <summary>OnnxSlim #190: which constants would be so large is said.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatWouldBeLargeIsNamed()
    {
        var diagnostics = new DiagnosticSink();
        var graph = GraphParser.Parse(Cases[0].Text);

        Pipelines.Optimize.Run(graph, new PassContext(diagnostics, new DepthCompress.Runtime.Ort.OrtExecutor()));

        var told = Assert.Single(diagnostics.All, diagnostic => diagnostic.Descriptor.Code == "DC3009");
        Assert.Equal("t", told.Node);
    }
}
