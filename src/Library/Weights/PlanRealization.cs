using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>A plan realized without training, from the images of the settings.</summary>
internal sealed class PlanRealization(Workflow workflow, Session session)
{
    /// <summary>Solves for its convolutions, front to back.</summary>
    internal (Graph Graph, ImmutableArray<(string Check, bool Passed, string Finding)> Checks) Run(ImmutableArray<Candidate> candidates)
    {
        var services = new CompressionServices(workflow.Executor, workflow.Probe, NoTables.Instance) { Solver = workflow.Solver };
        var compressor = new Compressor(services, workflow.Options(1), workflow.Data);
        var realized = session.WithProgress(progress => progress.Stage("refit", rows =>
            compressor.Realize(workflow.Network, workflow.Chains, candidates, workflow.Data.Refit, rows, session.Cancellation)));
        return (realized, Proof.Of(workflow, realized, workflow.Data.Evaluation.Batches[0].Inputs, session.Cancellation));
    }

    /// <summary>Realizes a plan that was just written, and keeps what was solved for beside it.</summary>
    /// <exception cref="DiagnosticException">DC4303: the result fails its checks.</exception>
    internal void Keep(CompressionPlan plan, string file)
    {
        var (realized, checks) = Run(workflow.CandidatesOf(plan, file, isForced: false));
        if (!checks.All(check => check.Passed))
        {
            throw DiagnosticCatalog.BuildNotProven.Error(file, "plan --with-weights");
        }

        var folder = Directory.CreateTempSubdirectory("depthcompress-weights-");
        try
        {
            var result = Path.Combine(folder.FullName, "result.onnx");
            OnnxWriter.Write(workflow.Model with { Graph = realized }, result, CompressionRun.WriteOptions("apply", workflow.Digest, plan, force: true));
            PlanWeights.Write(file, workflow.Path, result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
