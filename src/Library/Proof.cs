using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What is checked about a result before it is called verified.</summary>
internal static class Proof
{
    /// <summary>That the lossless part loses nothing, and that the file holds the network it should.</summary>
    /// <param name="workflow">The model and the network without what was free to remove.</param>
    /// <param name="compressed">The result.</param>
    /// <param name="inputs">One tensor per input of the model.</param>
    /// <param name="cancellation">The wish to stop.</param>
    internal static ImmutableArray<(string Check, bool Passed, string Finding)> Of(
        Workflow workflow, Graph compressed, ImmutableArray<Tensor> inputs, CancellationToken cancellation) =>
        [Lossless(workflow, inputs, cancellation), SameFile(workflow, compressed, inputs)];

    /// <summary>That nothing changed after training; nothing to prove where the trained weights are not used.</summary>
    /// <param name="tuned">Null without training.</param>
    /// <param name="what">What was done with the trained network.</param>
    internal static ImmutableArray<(string Check, bool Passed, string Finding)> Of(FineTuneResult? tuned, string what = "merging") =>
        tuned is { IsKept: true } ? [($"{what} keeps what was trained", tuned.Proof.Passed, Describe(tuned.Proof))] : [];

    /// <summary>A line for each check.</summary>
    internal static void Tell(Session session, ImmutableArray<(string Check, bool Passed, string Finding)> checks)
    {
        foreach (var (check, passed, finding) in checks)
        {
            session.Say($"  {(passed ? "passed" : "FAILED")}: {check} ({finding})");
        }
    }

    private static (string, bool, string) Lossless(Workflow workflow, ImmutableArray<Tensor> inputs, CancellationToken cancellation)
    {
        var report = new EquivalenceCheck(workflow.Executor) { Cancellation = cancellation }.Compare(workflow.Model.Graph, workflow.Network,
            inputs);
        return ("lossless passes keep the numbers", report.Passed, Describe(report));
    }

    private static (string, bool, string) SameFile(Workflow workflow, Graph compressed, ImmutableArray<Tensor> inputs)
    {
        var bytes = OnnxWriter.ToBytes(workflow.Model with { Graph = compressed });
        var read = OnnxReader.Read(bytes, new DiagnosticSink()).Graph;
        var (before, after) = (workflow.Executor.Run(compressed, inputs.AsSpan()), workflow.Executor.Run(read, inputs.AsSpan()));
        var same = before.Zip(after).All(pair => pair.First.ContentEquals(pair.Second));
        return ("the file read again computes the same", same, same ? "bit for bit" : "it does not");
    }

    /// <summary>The worst output in words.</summary>
    internal static string Describe(VerificationReport report)
    {
        var worst = report.Outputs.MaxBy(output => output.Ratio)!;
        var (error, ratio) = (Figures.Text(worst.Error, "0.0e+0"), Figures.Text(worst.Ratio, "0.00"));
        var allowed = Figures.Text(worst.Allowed, "0.00");
        var leftOut = report.NodesLeftOut == 0 ? "" : $"; {report.NodesLeftOut} nodes with {Figures.Bytes(report.BytesLeftOut)} are the same and need no run";
        return worst.Mismatch ?? $"error {error}, {ratio} times the original's own rounding error of {allowed} allowed{leftOut}";
    }
}
