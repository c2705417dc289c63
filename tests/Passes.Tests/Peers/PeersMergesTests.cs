using DepthCompress.GraphIR;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Relax;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>What was reported of convolutions that others join: borders, training forms, branches, numbers of eight bits, names.</summary>
public sealed class PeersMergesTests
{
    /// <summary>Xilinx/onnx-mlir #861 leaves every padded one alone; here what is zero at the border stays exact, and the rest is refused.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("", "[0,0,0,0]", 1)]
    [InlineData("", "[1,1,1,1]", 1)]
    [InlineData("", "[1,0,2,1]", 1)]
    [InlineData(", %b", "[0,0,0,0]", 1)]
    [InlineData(", %b", "[1,1,1,1]", 2)]
    [InlineData(", %b", "[0,0,0,1]", 2)]
    public void APointwiseConvolutionGoesIntoTheNext(string bias, string pads, int nodes)
    {
        var graph = GraphParser.Parse($"""
            graph @pointwise
              in %x : f32[N,3,7,7]
              const %w : f32[6,3,1,1] = random(1)
              const %b : f32[6] = random(2)
              const %k : f32[4,6,3,3] = random(3)
              %a = Conv(%x, %w{bias}) kernel_shape=[1,1] @first
              %y = Conv(%a, %k) kernel_shape=[3,3] strides=[2,2] pads={pads} @second
              out %y
            """);
        var diagnostics = new DiagnosticSink();

        var after = new ComposeSegments { First = "first", Last = "second" }.Apply(graph, new PassContext(diagnostics, new OrtExecutor()));

        PeersCheck.Agree(graph, after);
        Assert.Equal(nodes, after.Nodes.Length);
        Assert.Equal(nodes == 1 ? [] : ["DC3012"], diagnostics.All.Select(diagnostic => diagnostic.Descriptor.Code));
    }

    /// <summary>Xilinx/onnx-mlir #861, its review: how much automatic padding is, where the stride is wider than the kernel.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("SAME_UPPER", 19, 7, 3)]
    [InlineData("SAME_LOWER", 19, 7, 2)]
    [InlineData("SAME_UPPER", 8, 3, 5)]
    [InlineData("SAME_LOWER", 9, 4, 6)]
    public void AutomaticPaddingIsTheSameInNumbers(string padding, int extent, int stride, int kernel)
    {
        var after = PeersCheck.Optimized($"""
            graph @automatic
              in %x : f32[N,2,{extent},{extent}]
              const %w : f32[3,2,{kernel},{kernel}] = random(1)
              %y = Conv(%x, %w) kernel_shape=[{kernel},{kernel}] strides=[{stride},{stride}] auto_pad="{padding}"
              out %y
            """);

        Assert.Equal(AutoPad.Explicit, Assert.IsType<Conv>(Assert.Single(after.Nodes).Op).Window.AutoPad);
    }

    /// <summary>RepVGG #9, #19, #35, #100: three branches with norms become three convolutions and a sum, within rounding.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ABlockOfBranchesComputesTheSame()
    {
        var after = PeersCheck.Optimized($"""
            graph @branches
              in %x : f32[N,4,6,6]
              {Norm(1)}
              {Norm(2)}
              {Norm(3)}
              const %w : f32[4,4,3,3] = random(8)
              const %k : f32[4,4,1,1] = random(9)
              %a = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1]
              %b = BatchNormalization(%a, %s1, %h1, %m1, %v1)
              %c = Conv(%x, %k) kernel_shape=[1,1]
              %d = BatchNormalization(%c, %s2, %h2, %m2, %v2)
              %e = BatchNormalization(%x, %s3, %h3, %m3, %v3)
              %f = Add(%b, %d)
              %g = Add(%f, %e)
              %y = Relu(%g)
              out %y
            """);

        Assert.Equal("Conv Conv BatchNormalization Add Add Relu", PeersCheck.Types(after));
    }

    /// <summary>RepVGG #9, #19: a norm that is still in training form normalizes by its batch and is not folded.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ANormInTrainingFormStays()
    {
        var after = PeersCheck.Optimized($"""
            graph @training
              in %x : f32[N,3,6,6]
              {Norm(1)}
              const %w : f32[4,3,3,3] = random(8)
              %a = Conv(%x, %w) kernel_shape=[3,3]
              %y, %mean, %variance = ?BatchNormalization(%a, %s1, %h1, %m1, %v1) training_mode=1 : f32[N,4,4,4], f32[4], f32[4]
              out %y
            """);

        Assert.Equal("Conv BatchNormalization", PeersCheck.Types(after));
    }

    /// <summary>
    /// RepVGG #59, #79, #85, #91, YOLOv6 #816: where a network says in how many steps its numbers are, it means it. Nothing is folded through
    /// that, and weights of eight bits stay weights of eight bits.
    /// </summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void QuantizedPartsStayAsTheyAre()
    {
        var graph = GraphParser.Parse($"""
            graph @quantized
              in %x : f32[N,4,6,6]
              {Norm(1)}
              const %step : f32[] = [0.05]
              const %steps : f32[4] = [0.01,0.02,0.03,0.04]
              const %zero : i8[] = [0]
              const %zeros : i8[4] = [0,0,0,0]
              const %w : i8[4,4,1,1] = random(8)
              %q = ?QuantizeLinear(%x, %step, %zero) : i8[N,4,6,6]
              %a = ?DequantizeLinear(%q, %step, %zero) : f32[N,4,6,6]
              %k = ?DequantizeLinear(%w, %steps, %zeros) axis=0 : f32[4,4,1,1]
              %c = Conv(%a, %k) kernel_shape=[1,1]
              %r = ?QuantizeLinear(%c, %step, %zero) : i8[N,4,6,6]
              %d = ?DequantizeLinear(%r, %step, %zero) : f32[N,4,6,6]
              %y = BatchNormalization(%d, %s1, %h1, %m1, %v1)
              out %y
            """);

        var after = PeersCheck.Optimized(graph);

        Assert.Equal(PeersCheck.Types(graph), PeersCheck.Types(after));
        Assert.Equal(PeersCheck.Bytes(graph), PeersCheck.Bytes(after));
    }

    /// <summary>onnxruntime #22084: nodes that a pass adds are called like the ones they stand for, not like their operators.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void NewNodesAreNamedAfterOldOnes()
    {
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());
        var added = 0;
        foreach (var graph in Enumerable.Range(1, 24).Select(seed => NetworkGenerator.Create(seed)))
        {
            var known = graph.Nodes.Select(node => node.Name).Concat(graph.Nodes.SelectMany(node => node.Outputs).Select(graph.NameOf)).ToHashSet();

            var after = new RestoreNormalization().Apply(Pipelines.Optimize.Run(graph, context), context);

            var names = after.Nodes.Select(node => node.Name).Where(name => !known.Contains(name)).ToList();
            Assert.All(names, name => Assert.Contains(known, old => name.StartsWith($"{old}.", StringComparison.Ordinal)));
            added += names.Count;
        }

        Assert.NotEqual(0, added);
    }

    private static string Norm(int number) => $"""
        const %s{number} : f32[4] = random({number}1)
          const %h{number} : f32[4] = random({number}2)
          const %m{number} : f32[4] = random({number}3)
          const %v{number} : f32[4] = positive({number}4)
        """;
}
