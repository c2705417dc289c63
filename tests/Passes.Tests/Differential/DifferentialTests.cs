using DepthCompress.GraphIR;
using DepthCompress.Passes.Verification;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>A small part of the campaign that tests/DifferentialFuzz runs, and the proof that a wrong rule would be found and cut out.</summary>
public sealed class DifferentialTests
{
    private const int Networks = 256;

    private static readonly OrtExecutor Executor = new(new OrtSettings { Optimization = OrtOptimization.None });

    [NeedsFact(Need.OnnxRuntime)]
    public void TheCompilerAgreesWithItself()
    {
        var tally = new DifferentialTally();

        foreach (var seeds in Enumerable.Range(1, Networks).Chunk(64))
        {
            new DifferentialCheck(Executor).Run(seeds, tally);
        }

        Assert.True(tally.Findings.Count == 0, string.Join('\n', tally.Findings.Select(Text)));
        Assert.Equal(Networks, tally.Networks);
        Assert.Empty(tally.Refused);
        Assert.InRange(tally.Variants.Values.Sum(), 4 * Networks, 20 * Networks);
        Assert.InRange(tally.Judged, Networks / 4, 20 * Networks);
    }

    /// <summary>Counts the border of pools as if it were a part of the input: right wherever there is none.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void AWrongRuleIsFoundAndReduced()
    {
        var tally = new DifferentialTally();
        var check = new DifferentialCheck(Executor)
        {
            Names = _ => ["wrong"],
            Make = (name, network) => new NetworkVariant(name, network, new ForgetsTheBorder().Apply(network, new PassContext(new DiagnosticSink()))),
        };

        check.Run(Enumerable.Range(1, 192), tally);

        Assert.NotEmpty(tally.Findings);
        Assert.All(tally.Findings, finding => Assert.Equal("DC5002", finding.Kind));
        Assert.All(tally.Findings.Take(2), finding =>
        {
            var reduced = new GraphReducer(graph => check.KindOf("wrong", graph) == finding.Kind) { Attempts = 400 }.Run(finding.Network);
            Assert.IsType<AveragePool>(Assert.Single(reduced.Nodes).Op);
            Assert.Single(reduced.Outputs);
            Assert.Equal(finding.Kind, check.KindOf("wrong", reduced));
        });
    }

    /// <summary>An exception is a finding as well, and an invalid result.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatBreaksIsFound()
    {
        var tally = new DifferentialTally();
        var check = new DifferentialCheck(Executor)
        {
            Names = _ => ["throws"],
            Make = (_, network) => network.Nodes.Any(node => node.Op is Relu) ? throw new CompilerBugException("on purpose") : null,
        };

        check.Run(Enumerable.Range(1, 16), tally);

        Assert.InRange(tally.Findings.Count, 1, 15);
        Assert.All(tally.Findings, finding => Assert.Equal(nameof(CompilerBugException), finding.Kind));
        var reduced = new GraphReducer(graph => check.KindOf("throws", graph) == nameof(CompilerBugException)).Run(tally.Findings[0].Network);
        Assert.IsType<Relu>(Assert.Single(reduced.Nodes).Op);
    }

    private static string Text(DifferentialFinding finding) =>
        $"seed {finding.Seed}, {finding.Variant}: {finding.Kind} {finding.Message}\n{GraphPrinter.PrintWithData(finding.Network)}";

    private sealed record ForgetsTheBorder : Rule
    {
        public override string Name => "forgets-the-border";

        public override Exactness Exactness => Exactness.Exact;

        public override Outcome TryRewrite(Node node, GraphEditor edit)
        {
            if (node.Op is not AveragePool { CountIncludePad: false } pool)
            {
                return Outcome.None;
            }

            edit.Redefine(node.Output, pool with { CountIncludePad = true }, node.Inputs.AsSpan(), node);
            return Outcome.Done;
        }
    }
}
