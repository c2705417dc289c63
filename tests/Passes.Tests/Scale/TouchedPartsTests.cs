using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>What two large networks have in common does not run, and nothing else is judged by less.</summary>
public sealed class TouchedPartsTests
{
    private const int Heavy = 64 * 64 * 9 * sizeof(float);

    private readonly WatchingExecutor engine = new(new OrtExecutor(new OrtSettings { Optimization = OrtOptimization.None }));

    [NeedsFact(Need.OnnxRuntime)]
    public void TheHeaviestNodesThatAreTheSameDoNotRun()
    {
        var (original, changed) = Optimized();

        var report = Check(limit: Heavy).Compare(original, changed, Inputs(original));

        Assert.True(report.Passed);
        Assert.Equal(2, report.NodesLeftOut);
        Assert.Equal(2 * Heavy, report.BytesLeftOut);
        Assert.Null(report.WhyNoReference);
        Assert.InRange(engine.LargestConstants, 8 * 64 * 9 * sizeof(float), Heavy);

        // The outputs, then what the nodes left out are given.
        Assert.Equal(["y", "b", "d"], report.Outputs.Select(output => output.Name));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NetworksThatFitRunAsAWhole()
    {
        var (original, changed) = Optimized();

        var report = Check(limit: 1 << 20).Compare(original, changed, Inputs(original));

        Assert.True(report.Passed);
        Assert.Equal((0, 0), (report.NodesLeftOut, report.BytesLeftOut));
        Assert.Equal("y", Assert.Single(report.Outputs).Name);
        Assert.InRange(engine.LargestConstants, 2 * Heavy, 1 << 20);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("w0")]
    [InlineData("w2")]
    [InlineData("f.weight")]
    public void AWrongWeightIsFoundWhereverItIs(string name)
    {
        var (original, changed) = Optimized();
        var (value, tensor) = changed.Initializers.First(pair => changed.NameOf(pair.Key) == name);
        var wrong = changed.WithInitializers(new Dictionary<Value, Tensor>
        {
            [value] = Tensor.Build<float>(tensor.Shape, target =>
        {
            tensor.AsSpan<float>().CopyTo(target);
            target[5] *= 1.001f;
        })
        });

        Assert.True(Check(limit: Heavy).OfTouchedParts(original, changed, [Inputs(original)])!.Passed);
        Assert.False(Check(limit: Heavy).OfTouchedParts(original, wrong, [Inputs(original)])!.Passed);
        Assert.False(Check(limit: Heavy).Compare(original, wrong, Inputs(original)).Passed);
    }

    /// <summary>The same operator with the same weights, but behind another value.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ANodeThatIsGivenSomethingElseIsFound()
    {
        var (original, _) = Optimized();
        var edit = original.Edit();
        edit.Replace(original.ValueNamed("d")!, original.ValueNamed("c")!);

        var report = Check(limit: Heavy).OfTouchedParts(original, edit.ToGraph(), [Inputs(original)])!;

        Assert.Equal(2, report.NodesLeftOut);
        Assert.Equal(["d"], report.Outputs.Where(output => !output.IsEqual).Select(output => output.Name));
    }

    /// <summary>What a heavy node computes is noise to the parts; a rewrite that knows more is judged by the whole.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatRestsOnTheResultOfAHeavyNodeIsJudgedByTheWhole()
    {
        var original = GraphParser.Parse("""
            graph @positive
              in %x : f32[N,64]
              const %w : f32[64,64] = positive(1)
              %a = Abs(%x)
              %b = MatMul(%a, %w)
              %c = Relu(%b)
              %y = Neg(%c)
              out %y
            """);
        var edit = original.Edit();
        edit.Replace(original.ValueNamed("c")!, original.ValueNamed("b")!);
        var changed = edit.ToGraph();

        Assert.False(Check(limit: 0).OfTouchedParts(original, changed, [Inputs(original)])!.Passed);
        var report = Check(limit: 0).Compare(original, changed, Inputs(original));

        Assert.True(report.Passed);
        Assert.Equal(0, report.NodesLeftOut);
    }

    /// <summary>A weight that two nodes read is only gone when neither runs.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ASharedWeightCountsOnce()
    {
        var original = GraphParser.Parse("""
            graph @shared
              in %x : f32[N,64]
              const %w : f32[64,64] = random(1)
              %a = MatMul(%x, %w)
              %b = Identity(%a)
              %c = MatMul(%b, %w)
              %y = Tanh(%c)
              out %y
            """);
        var changed = new EliminateIdentity().Apply(original, new PassContext(new DiagnosticSink()));

        var report = Check(limit: 100).Compare(original, changed, Inputs(original));

        Assert.True(report.Passed);
        Assert.Equal((2, 64 * 64 * sizeof(float)), (report.NodesLeftOut, report.BytesLeftOut));
        Assert.InRange(engine.LargestConstants, 0, 100);
    }

    private EquivalenceCheck Check(long limit) => new(engine) { WeightLimit = limit, WeightsLeft = limit };

    private static ImmutableArray<Tensor> Inputs(Graph graph) => new RandomInputs { Batch = 2 }.For(graph);

    /// <summary>Two heavy convolutions stay as they are, a light one takes in the normalization between them.</summary>
    private static (Graph Original, Graph Changed) Optimized()
    {
        var original = GraphParser.Parse("""
            graph @net
              in %x : f32[N,64,6,6]
              const %w0 : f32[64,64,3,3] = random(1)
              const %w1 : f32[8,64,3,3] = random(2)
              const %s : f32[8] = positive(3)
              const %h : f32[8] = random(4)
              const %m : f32[8] = random(5)
              const %v : f32[8] = positive(6)
              const %w3 : f32[64,64,3,3] = random(7)
              const %w2 : f32[64,8,1,1] = random(8)
              %a = Identity(%x)
              %b = Relu(%a)
              %c = Conv(%b, %w0) kernel_shape=[3,3] pads=[1,1,1,1]
              %e = Conv(%c, %w1) kernel_shape=[3,3] pads=[1,1,1,1]
              %f = BatchNormalization(%e, %s, %h, %m, %v)
              %g = Relu(%f)
              %d = Conv(%g, %w2) kernel_shape=[1,1]
              %y = Conv(%d, %w3) kernel_shape=[3,3] pads=[1,1,1,1]
              out %y
            """);
        return (original, Pipelines.Optimize.Run(original, new PassContext(new DiagnosticSink())));
    }
}
