using DepthCompress.GraphIR;
using DepthCompress.Passes;

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

    private ReduceResult Reduce(Pass wrong, string file, bool randomize)
    {
        using var output = new StringWriter();
        return new ReduceRun(new Session(output, output, new Surroundings()))
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

    private sealed record Throws : Rule
    {
        public override string Name => "throws";

        public override Exactness Exactness => Exactness.Exact;

        public override Outcome TryRewrite(Node node, GraphEditor edit) =>
            node.Op is Conv { Window: { } window } && window.KernelShape.Product > 1 ? throw new CompilerBugException("on purpose") : Outcome.None;
    }
}
