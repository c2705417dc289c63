using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// Other compilers threw most of a network away: onnxsim #156 (13 MB became 16 kB), OnnxSlim #321 (only the output was left), transformers.js
/// #811 ("this model becomes empty?"). What an output is computed from stays, whatever surrounds it, and every input stays.
/// </summary>
public sealed class PeersNothingLostTests
{
    /// <summary>onnxsim #156: heads of a detector, whose sizes come from a shape, joined behind constant anchors.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ADetectorKeepsItsLayers()
    {
        var after = PeersCheck.Optimized("""
            graph @detector
              in %x : f32[N,3,8,8]
              const %w1 : f32[6,3,3,3] = random(1)
              const %w2 : f32[6,1,3,3] = random(2)
              const %k1 : f32[8,6,1,1] = random(3)
              const %k2 : f32[8,6,3,3] = random(4)
              const %anchors : f32[1,32,4] = random(5)
              const %zero : i64[] = [0]
              const %rest : i64[2] = [-1,4]
              %a = Conv(%x, %w1) kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]
              %b = Clip(%a) min=0.0 max=6.0
              %c = Conv(%b, %w2) kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] group=6
              %d = Clip(%c) min=0.0 max=6.0
              %h1 = Conv(%b, %k1) kernel_shape=[1,1]
              %h2 = Conv(%d, %k2) kernel_shape=[3,3] pads=[1,1,1,1]
              %t1 = Transpose(%h1) perm=[0,2,3,1]
              %t2 = Transpose(%h2) perm=[0,2,3,1]
              %s = Shape(%x)
              %n = Gather(%s, %zero)
              %m = Unsqueeze(%n) axes=[0]
              %size = Concat(%m, %rest) axis=0
              %r1 = Reshape(%t1, %size)
              %r2 = Reshape(%t2, %size)
              %boxes = Concat(%r1, %r2) axis=1
              %first = Slice(%boxes) starts=[0] ends=[32] axes=[1]
              %placed = Add(%first, %anchors)
              %scores = Sigmoid(%boxes)
              out %placed
              out %scores
            """);

        Assert.Equal(4, after.Nodes.Count(node => node.Op is Conv));
        Assert.Equal(["placed", "scores"], after.Outputs.Select(output => output.Name));
        Assert.Equal(["x"], after.Inputs.Select(after.NameOf));
    }

    /// <summary>transformers.js #811: two forms of a network behind a choice, in half precision. See ControlFlow for the choice itself.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(31)]
    [InlineData(127)]
    [InlineData(95)]
    [InlineData(159)]
    public void WhatAChoiceReadsStays(int seed)
    {
        var graph = RandomNetwork.Of(seed);
        Assert.Contains(graph.Nodes, node => node.Op.OpType is "If" or "Loop");

        var after = PeersCheck.Optimized(graph);

        Assert.Contains(after.Nodes, node => node.Op.OpType is "If" or "Loop");
        Assert.Equal(graph.Inputs.Select(graph.NameOf), after.Inputs.Select(after.NameOf));
    }

    /// <summary>OnnxSlim #305: one computed target of several reshapes, and an output besides.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void AConstantOfSeveralReadersReachesAllOfThem()
    {
        var after = PeersCheck.Optimized("""
            graph @targets
              in %x : f32[2,3,4]
              in %z : f32[4,6]
              const %one : i64[1] = [1]
              const %rest : i64[1] = [-1]
              %t = Concat(%one, %rest) axis=0
              %a = Reshape(%x, %t)
              %b = Reshape(%z, %t)
              %y = Add(%a, %b)
              out %y
              out %t
            """);

        Assert.Equal("Reshape Reshape Add", PeersCheck.Types(after));
        Assert.Equal(["y", "t"], after.Outputs.Select(output => output.Name));
    }

    /// <summary>OnnxSlim #321: a network whose outputs are constants keeps its inputs, and its outputs.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void AnInputThatNobodyReadsStays()
    {
        var after = PeersCheck.Optimized("""
            graph @constant
              in %x : f32[1,3]
              in %unread : f32[1,2]
              const %a : f32[3] = random(1)
              %b = Cos(%a)
              %c = Mul(%b, %a)
              %s = Shape(%x)
              out %c
              out %s
            """);

        Assert.Equal(["x", "unread"], after.Inputs.Select(after.NameOf));
        Assert.Equal(["c", "s"], after.Outputs.Select(output => output.Name));
    }
}
