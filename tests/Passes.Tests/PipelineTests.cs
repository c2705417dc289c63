using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

public sealed class PipelineTests
{
    private static readonly Graph ConvAndNorm = GraphParser.Parse(
        """
        graph @conv_bn
          in %x : f32[N,2,5,5]
          const %w : f32[3,2,3,3] = random(1)
          const %scale : f32[3] = random(2)
          const %shift : f32[3] = random(3)
          const %mean : f32[3] = random(4)
          const %var : f32[3] = positive(5)
          %a = Conv(%x, %w) kernel_shape=[3,3] @conv1
          %b = BatchNormalization(%a, %scale, %shift, %mean, %var) @bn1
          %c = Relu(%b) @relu1
          %d = Relu(%c) @relu2
          out %d
        """);

    [Fact]
    public void TextNamesPassesAndWholePipelines()
    {
        var sink = new DiagnosticSink();

        var pipeline = Pipeline.Parse("eliminate-identity, optimize,fold-channelwise{}", sink);

        Assert.Empty(sink.All);
        string[] expected = ["eliminate-identity", .. Pipelines.Optimize.Select(pass => pass.Name), "fold-channelwise"];
        Assert.Equal(expected, pipeline.Select(pass => pass.Name));
    }

    [Fact]
    public void UnknownNamesAndParametersAreReported()
    {
        var sink = new DiagnosticSink();

        var pipeline = Pipeline.Parse("absorb-pad{speed=9},make-it-fast", sink);

        Assert.Equal(["absorb-pad"], pipeline.Select(pass => pass.Name));
        Assert.Equal(["DC3021", "DC3020"], sink.All.Select(diagnostic => diagnostic.Descriptor.Code));
        Assert.Equal("pass 'absorb-pad' has no parameter 'speed'", sink.All[0].Message);
        Assert.StartsWith("there is no pass 'make-it-fast' among normalize, optimize, ", sink.All[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryCatalogedPassIsMadeUnderItsName() =>
        Assert.All(PassCatalog.All, entry => Assert.Equal(entry.Name, entry.Make(new Dictionary<string, string>()).Name));

    [Fact]
    public void LosslessPipelinesAreExact()
    {
        Assert.True(Pipelines.Normalize.IsExact);
        Assert.True(Pipelines.Optimize.IsExact);
    }

    [Fact]
    public void ObserversSeeEveryPass()
    {
        var timing = new TimingObserver();

        Pipelines.Normalize.Run(ConvAndNorm, new PassContext(new DiagnosticSink()), timing);

        Assert.Equal(Pipelines.Normalize.Select(pass => pass.Name), timing.Entries.Select(entry => entry.Pass));
    }

    [Fact]
    public void DumpsAreNumberedAndHoldWhatChanged()
    {
        var folder = Directory.CreateTempSubdirectory("dump").FullName;
        try
        {
            Pipeline.Create([new EliminateIdentity(), new SimplifyActivations(), new FoldChannelwise()])
                .Run(ConvAndNorm, new PassContext(new DiagnosticSink()), new DumpObserver(folder));

            Assert.Equal(["00-input.dcir", "01-simplify-activations.dcir", "02-fold-channelwise.dcir"],
                Directory.GetFiles(folder).Select(Path.GetFileName).Order());
            Assert.Equal(GraphPrinter.Print(ConvAndNorm), File.ReadAllText(Path.Combine(folder, "00-input.dcir")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void CancellationStopsBetweenPasses()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            Pipelines.Normalize.Run(ConvAndNorm, new PassContext(new DiagnosticSink(), null, source.Token)));
    }

    [Fact]
    public void BrokenGraphsAreOurMistake()
    {
        var pass = new Spoil(Exactness.Exact, new Conv { Window = Window.Of([9, 9]) });

        var bug = Assert.Throws<CompilerBugException>(() =>
            Pipeline.Create([pass]).Run(ConvAndNorm, new PassContext(new DiagnosticSink()), new VerifyObserver()));

        Assert.StartsWith("after pass 'spoil': node 'conv1': ", bug.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheFirstWrongValueIsNamed()
    {
        var pass = new Spoil(Exactness.Exact, new Conv { Window = Window.Of([3, 3]) with { Dilations = [1, 1] } }, Factor: 1.001);

        var error = Assert.Throws<DiagnosticException>(
            () => Pipeline.Create([pass])
                .Run(ConvAndNorm, new PassContext(new DiagnosticSink(), new OrtExecutor()), new EquivalenceObserver()));

        Assert.Equal("DC5001", error.Diagnostic.Descriptor.Code);
        Assert.StartsWith("pass 'spoil' promises to keep the numbers, but 'a' is off by ", error.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheSmallestNetworkAroundAWrongValueIsLeftBehind()
    {
        var folder = Directory.CreateTempSubdirectory("reproducer").FullName;
        try
        {
            var graph = GraphParser.Parse(
                "graph @g\n in %x : f32[N,2]\n const %k : f32[2] = [1,2]\n %a = Relu(%x)\n %b = Mul(%a, %k)\n %c = Tanh(%b)\n out %c");
            var observer = new EquivalenceObserver { ReproducerFolder = folder };

            Assert.Throws<DiagnosticException>(() => Pipeline.Create([new Redouble()])
                .Run(graph, new PassContext(new DiagnosticSink(), new OrtExecutor()), observer));

            Assert.Equal(
                "graph @g\n  in %a : f32[N,2]\n  const %k : f32[2] = [1.0,2.0]\n  %b = Mul(%a, %k) : f32[N,2]\n  out %b\n",
                File.ReadAllText(Path.Combine(folder, "redouble.before.dcir")));
            Assert.Equal(
                "graph @g\n  in %a : f32[N,2]\n  %b = Add(%a, %a) : f32[N,2] <- b\n  out %b\n",
                File.ReadAllText(Path.Combine(folder, "redouble.after.dcir")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ApproximatePassesMayChangeNumbers()
    {
        var pass = new Spoil(Exactness.Approximate, new Conv { Window = Window.Of([3, 3]) }, Factor: 2);

        var after = Pipeline.Create([pass])
            .Run(ConvAndNorm, new PassContext(new DiagnosticSink(), new OrtExecutor()), new EquivalenceObserver());

        Assert.NotSame(ConvAndNorm, after);
    }

    /// <summary>Replaces the convolution, and scales its weight.</summary>
    private sealed record Spoil(Exactness Kind, Conv Conv, double Factor = 1) : Pass
    {
        public override string Name => "spoil";

        public override Exactness Exactness => Kind;

        public override Graph Apply(Graph graph, PassContext context)
        {
            var node = graph.Nodes[0];
            var weight = graph.Initializers[node.Inputs[1]!];
            var edit = graph.Edit();
            var scaled = Tensor.Create<double>(weight.Shape, [.. weight.ToDoubles().Select(value => value * Factor)])
                .ConvertTo(weight.Element);
            edit.Redefine(node.Output, Conv, [node.Inputs[0], edit.Initializer("w", scaled)]);
            return edit.ToGraph();
        }
    }

    /// <summary>Takes every product for a doubling.</summary>
    private sealed record Redouble : Rule
    {
        public override string Name => "redouble";

        public override Exactness Exactness => Exactness.Exact;

        public override Outcome TryRewrite(Node node, GraphEditor edit)
        {
            if (node.Op is not Mul)
            {
                return Outcome.None;
            }

            edit.Redefine(node.Output, new Add(), [node.Inputs[0], node.Inputs[0]], node);
            return Outcome.Done;
        }
    }
}
