using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Constants that fill the memory are not computed with ahead of time.</summary>
public sealed class LargeConstantTests
{
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatReadsTooMuchIsLeftToTheEngine()
    {
        var diagnostics = new DiagnosticSink();
        var engine = new WatchingExecutor(new OrtExecutor());

        var folded = new FoldConstants { LargestRead = 63 }.Apply(Network(), new PassContext(diagnostics, engine));

        Assert.Equal(["t", "n", "y"], folded.Nodes.Select(node => folded.NameOf(node.Output)));
        Assert.Equal(["w", "s"], folded.Initializers.Keys.Select(folded.NameOf));
        Assert.Equal(8, engine.LargestConstants);
        var told = Assert.Single(diagnostics.All);
        Assert.Equal("DC5051", told.Descriptor.Code);
        Assert.Equal("not computed ahead: its constants take 64 bytes, more than the 63 that are read for that", told.Message);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatFitsIsComputed()
    {
        var folded = new FoldConstants { LargestRead = 64 }.Apply(Network(), new PassContext(new DiagnosticSink(), new OrtExecutor()));

        Assert.Equal("y", folded.NameOf(Assert.Single(folded.Nodes).Output));
    }

    private static Graph Network() => GraphParser.Parse("""
        graph @transposed
          in %x : f32[N,4]
          const %w : f32[4,4] = random(1)
          const %a : f32[2] = random(2)
          %t = Transpose(%w) perm=[1,0]
          %n = Neg(%t)
          %s = Neg(%a)
          %y = ?Unknown(%x, %n, %s)
          out %y
        """);
}
