using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests;

/// <summary><c>reduce</c>: from a model that shows a fault to a few operators that do.</summary>
public sealed class ReduceTests : IDisposable
{
    private readonly CommandLine line = new();

    public ReduceTests() => line.Write("model.onnx", TinyNetworks.Residual);

    public void Dispose() => line.Dispose();

    [NeedsFact(Need.OnnxRuntime)]
    public void WhereAllIsWellNothingIsWritten()
    {
        Assert.Equal(ExitCode.Missed, line.Run("reduce", line["model.onnx"], "-o", line["small.dcir"]));
        Assert.Contains("error DC5020: there is no fault to reduce: the network computes the same behind 'optimize'", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["small.dcir"]));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("--with", "no-such-pass", "DC")]
    [InlineData("--attempts", "0", "DC2")]
    public void WhatMakesNoSenseIsRefused(string option, string value, string code)
    {
        Assert.NotEqual(ExitCode.Done, line.Run("reduce", line["model.onnx"], option, value, "-o", line["small.dcir"]));
        Assert.Contains($"error {code}", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["small.dcir"]));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("small.dcir", false)]
    [InlineData("small.dcir", true)]
    [InlineData("small.onnx", true)]
    public void AFaultIsCutOut(string file, bool randomize)
    {
        var result = Reduce(new WrongActivation(), file, randomize);

        Assert.Equal("DC5002", result.Code);
        Assert.Equal("wrong-activation", result.Passes);
        Assert.IsType<Relu>(Assert.Single(result.Network.Nodes).Op);
        Assert.InRange(result.Attempts, 1, 300);
        var written = file.EndsWith(".onnx", StringComparison.Ordinal)
            ? OnnxReader.Read(line[file], new DiagnosticSink()).Graph
            : GraphParser.Parse(File.ReadAllText(line[file]));
        Assert.Equal("Relu", Assert.Single(written.Nodes).Op.OpType);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnExceptionIsAFaultToo()
    {
        var result = Reduce(new Throws(), "small.dcir", randomize: true);

        Assert.Equal(nameof(CompilerBugException), result.Code);
        Assert.IsType<Conv>(Assert.Single(result.Network.Nodes).Op);
        var original = OnnxReader.Read(line["model.onnx"], new DiagnosticSink()).Graph.Initializers.Values.ToList();
        Assert.DoesNotContain(result.Network.Initializers.Values, weight => original.Exists(other => other.ContentEquals(weight)));
    }

    /// <summary>A plan with two layers the wrong way round; the other segment does no harm.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void APlanThatFailsIsCutOutOfItsModel()
    {
        var sites = ChainAnalysis.Run(Pipelines.Optimize.Run(TinyNetworks.Residual, new PassContext(new DiagnosticSink())))[0].Sites;
        File.WriteAllText(line["model.plan.json"], PlanFile.Format(PlanOf(sites[2].Name, sites[1].Name)));

        Assert.Equal(
            ExitCode.Done,
            line.Run("reduce", line["model.onnx"], "--with", line["model.plan.json"], "--attempts", "400", "-o", line["small.dcir"]));

        Assert.Contains("operators show DC3105 still", line.Output, StringComparison.Ordinal);
        var small = GraphParser.Parse(File.ReadAllText(line["small.dcir"]));
        Assert.InRange(small.Nodes.Length, 2, 5);
        Assert.Contains(small.Nodes, node => node.Name == sites[1].Name);
        Assert.Contains(small.Nodes, node => node.Name == sites[2].Name);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanThatIsRealizedShowsNothing()
    {
        var sites = ChainAnalysis.Run(Pipelines.Optimize.Run(TinyNetworks.Residual, new PassContext(new DiagnosticSink())))[0].Sites;
        File.WriteAllText(line["model.plan.json"], PlanFile.Format(PlanOf(sites[1].Name, sites[1].Name)));

        Assert.Equal(ExitCode.Missed, line.Run("reduce", line["model.onnx"], "--with", line["model.plan.json"], "-o", line["small.dcir"]));
        Assert.Contains("error DC5020", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["small.dcir"]));
    }

    /// <summary>What is interrupted leaves what it had found, and goes on from there.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void AnInterruptedReductionGoesOnWithWhatItLeft()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Reduce(new Interrupted(stop, Calls: 12), "small.onnx", randomize: false, stop.Token));
        var left = OnnxReader.Read(line["small.onnx"], new DiagnosticSink()).Graph;
        Assert.InRange(left.Nodes.Length, 1, TinyNetworks.Residual.Nodes.Length - 1);

        File.Move(line["small.onnx"], line["model.onnx"], overwrite: true);
        Assert.IsType<Relu>(Assert.Single(Reduce(new WrongActivation(), "small.onnx", randomize: false).Network.Nodes).Op);
    }

    private static CompressionPlan PlanOf(string first, string last) => new()
    {
        Schema = CompressionPlan.CurrentSchema,
        ToolVersion = "0.1.0",
        ModelDigest = "of another model",
        Machine = new MachineIdentity("cpu", "cpu", "engine", 1, "all"),
        InputShapes = [],
        Calibration = "noise",
        Seed = 0,
        Metric = "mse",
        OriginalMilliseconds = 2,
        PredictedMilliseconds = 1,
        PredictedChange = 0,
        Segments = [new PlannedSegment(first, last, "identity", null, null, null, 0, 0)],
    };

    private ReduceResult Reduce(Pass wrong, string file, bool randomize, CancellationToken stop = default)
    {
        using var output = new StringWriter();
        return new ReduceRun(new Session(output, output, new Surroundings { Cancellation = stop }))
        {
            Path = line["model.onnx"],
            With = "wrong",
            Output = line[file],
            RandomizeWeights = randomize,
            Attempts = 300,
            Parse = (_, _) => [new EliminateIdentity(), wrong],
        }.Run();
    }

    private sealed record WrongActivation : Rule
    {
        public override string Name => "wrong-activation";

        public override Exactness Exactness => Exactness.Exact;

        public override Outcome TryRewrite(Node node, GraphEditor edit)
        {
            if (node.Op is not Relu)
            {
                return Outcome.None;
            }

            edit.Redefine(node.Output, new LeakyRelu { Alpha = 0.01f }, node.Inputs.AsSpan(), node);
            return Outcome.Done;
        }
    }

    /// <summary>The same, until somebody presses Ctrl-C.</summary>
    private sealed record Interrupted(CancellationTokenSource Source, int Calls) : Pass
    {
        private readonly int[] calls = new int[1];

        public override string Name => "interrupted";

        public override Exactness Exactness => Exactness.Exact;

        public override Graph Apply(Graph graph, PassContext context)
        {
            if (++calls[0] == Calls)
            {
                Source.Cancel();
            }

            return new WrongActivation().Apply(graph, context with { Cancellation = default });
        }
    }

    private sealed record Throws : Rule
    {
        public override string Name => "throws";

        public override Exactness Exactness => Exactness.Exact;

        public override Outcome TryRewrite(Node node, GraphEditor edit) =>
            node.Op is Conv { Window: { } window } && window.KernelShape.Product > 1 ? throw new CompilerBugException("on purpose") : Outcome.None;
    }
}
