using DepthCompress.GraphIR;
using DepthCompress.Passes.Relax;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Normalization that changes nothing until it is trained.</summary>
public sealed class RestoreNormalizationTests
{
    private static readonly OrtExecutor Executor = new();

    /// <summary>Every value that both networks have, borders included, in units of the network's own rounding.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void RandomNetworksComputeTheSame()
    {
        var restored = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var graph = Pipelines.Optimize.Run(GraphGenerator.Create(seed), Context());

            var after = Pipeline.Create([new RestoreNormalization()])
                .Run(graph, Context(), new VerifyObserver(), new EquivalenceObserver());

            restored += Norms(after).Count() - Norms(graph).Count();
        }

        Assert.InRange(restored, 60, int.MaxValue);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void StatisticsAreThoseOfTheSamples()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Relu(net.Conv("%x", 5, stride: 2)));
        var samples = Uneven(graph);

        var after = new RestoreNormalization { Calibration = samples }.Apply(graph, Context());

        var norm = Assert.Single(Norms(after));
        var conv = after.ProducerOf(norm.Inputs[0])!;
        Assert.Equal(2, conv.Inputs.Length);
        Assert.Same(graph.ValueNamed("conv1"), norm.Output);
        var plain = new double[5][];
        for (var channel = 0; channel < 5; channel++)
        {
            plain[channel] = [.. ChannelOf(after, conv.Output, samples, channel)];
            var mean = plain[channel].Average();
            var variance = plain[channel].Average(number => Math.Pow(number - mean, 2));
            Assert.Equal(mean, Constant(after, norm, 3)[channel], 1e-5);
            Assert.Equal(variance, Constant(after, norm, 4)[channel], 1e-5);
            var folded = graph.ProducerOf(norm.Output)!;
            var stretch = Math.Sqrt(2) / LengthOf(Constant(graph, folded, 1), channel);
            Assert.Equal(Math.Sqrt(2), LengthOf(Constant(after, conv, 1), channel), 1e-5);
            Assert.Equal(Math.Sqrt(variance + 1e-5) / stretch, Constant(after, norm, 1)[channel], 1e-5);
            Assert.Equal((mean / stretch) + Constant(graph, folded, 2)[channel], Constant(after, norm, 2)[channel], 1e-5);
        }
    }

    /// <summary>A batch is brought to them in training, but nothing changes without.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void GivenStatisticsChangeNothingEither()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Relu(net.Conv(net.Relu(net.Conv("%x", 5)), 4)));
        var (first, second) = (graph.ValueNamed("conv1")!, graph.ValueNamed("conv2")!);
        var statistics = RestoreNormalization.StatisticsOf(graph, Uneven(graph), Context());
        var given = statistics.SetItem(second, new ChannelStatistics([1, 2, 3, 4], [.25, 1, 4, 9]));

        var after = Pipeline.Create([new RestoreNormalization { Statistics = given }])
            .Run(graph, Context(), new VerifyObserver(), new EquivalenceObserver());

        Assert.Equal([first, second], statistics.Keys.OrderBy(graph.NameOf));
        var norm = after.ProducerOf(second)!;
        var folded = graph.ProducerOf(second)!;
        for (var channel = 0; channel < 4; channel++)
        {
            Assert.Equal(given[second].Mean[channel], Constant(after, norm, 2)[channel], 1e-5);
            var length = Constant(graph, folded, 1).Chunk(Constant(graph, folded, 1).Length / 4).ElementAt(channel).Sum(tap => tap * tap);
            Assert.Equal(given[second].Variance[channel] * 2 / length, Constant(after, norm, 4)[channel], 1e-3);
        }
    }

    private static double LengthOf(double[] weight, int filter) =>
        Math.Sqrt(weight.Chunk(weight.Length / 5).ElementAt(filter).Sum(tap => tap * tap));

    [NeedsFact(Need.OnnxRuntime)]
    public void AChannelThatNeverChangesStaysAsItIs()
    {
        var graph = GraphParser.Parse("""
            graph @dead
              in %x : f32[N,2,5,5]
              const %w : f32[3,2,3,3] = zeros
              const %b : f32[3] = [0.5, 0, -2]
              %y = Conv(%x, %w, %b) kernel_shape=[3,3] pads=[1,1,1,1] @conv
              %z = Relu(%y) @relu
              out %z
            """);

        var after = new RestoreNormalization().Apply(graph, Context());

        var norm = Assert.Single(Norms(after));
        Assert.Equal([0, 0, 0], Constant(after, norm, 4));
        Assert.All(Constant(after, norm, 1), scale => Assert.Equal(Math.Sqrt(1e-5), scale, 1e-9));
        var answer = Executor.Run(after, TensorGenerator.InputsOf(graph)[0])[0].ToDoubles();
        Assert.Equal([0.5, 0, 0], new[] { answer[0], answer[25], answer[50] });
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OptimizingFoldsItAgain()
    {
        var net = new NetworkText();
        var graph = Pipelines.Optimize.Run(net.Ends(net.Head(net.Block(net.Transition(net.Relu(net.Conv("%x", 4)), 6)))), Context());

        var restored = new RestoreNormalization().Apply(graph, Context());
        var after = Pipelines.Optimize.Run(restored, Context());

        Assert.Equal(graph.Nodes.Count(node => node.Op is Conv), Norms(restored).Count());
        Assert.Equal(graph.Nodes.Select(node => node.Op), after.Nodes.Select(node => node.Op));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutAnEngineNothingIsDone()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Relu(net.Conv("%x", 4)));
        var context = new PassContext(new DiagnosticSink());

        Assert.Same(graph, new RestoreNormalization().Apply(graph, context));
        Assert.Equal("DC3013", Assert.Single(context.Diagnostics.All).Descriptor.Code);
    }

    private static PassContext Context() => new(new DiagnosticSink(), Executor);

    private static IEnumerable<Node> Norms(Graph graph) => graph.Nodes.Where(node => node.Op is BatchNormalization);

    private static double[] Constant(Graph graph, Node node, int slot) => graph.Initializers[node.Inputs[slot]!].ToDoubles();

    /// <summary>Two batches of unequal size.</summary>
    private static CalibrationSet Uneven(Graph graph) =>
        new([new(TensorGenerator.InputsOf(graph, 7, 1)), new(TensorGenerator.InputsOf(graph, 2, 5))], "uneven");

    private static IEnumerable<double> ChannelOf(Graph graph, Value value, CalibrationSet samples, int channel)
    {
        using var session = Executor.Open(graph, [value]);
        foreach (var batch in samples.Batches)
        {
            var result = session.Run(batch.Inputs.AsSpan())[0];
            var (numbers, size) = (result.ToDoubles(), result.Shape[2] * result.Shape[3]);
            for (var sample = 0; sample < result.Shape[0]; sample++)
            {
                for (var place = 0; place < size; place++)
                {
                    yield return numbers[(((sample * result.Shape[1]) + channel) * size) + place];
                }
            }
        }
    }
}
