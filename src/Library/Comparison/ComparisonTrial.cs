using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Lets one method compress the model for one target, and writes what came out.</summary>
internal sealed class ComparisonTrial(Workflow shared, ComparisonFolder folder, Session session)
{
    /// <summary>Compresses and writes everything but the result's own file.</summary>
    /// <exception cref="DiagnosticException">The method failed, or training was stopped.</exception>
    internal ComparisonOutcome Run(ComparisonPair pair)
    {
        var settings = pair.Settings;
        var workflow = shared.With(settings);
        var tuning = settings.FineTune is true ? new FineTuning(workflow, settings, session, "compare") : null;
        var data = tuning?.With(workflow.Data) ?? workflow.Data;
        var options = workflow.Options(1 / pair.Target) with
        {
            FastestIfUnreachable = true,
            FineTune = tuning?.Options,
            Plan = tuning?.State.Plan,
        };
        var services = new CompressionServices(workflow.Executor, workflow.Probe, workflow.Store)
        {
            Solver = workflow.Solver,
            Trainer = tuning?.Journal,
            Importance = workflow.ImportanceOf,
        };
        var result = session.WithProgress(progress => new Compressor(services, options, data)
        {
            Progress = progress,
            Decided = plan => tuning?.State.Keep(plan),
        }.Run(workflow.Model.Graph, workflow.Digest, session.Diagnostics, session.Cancellation));
        var checks = Proof.Of(workflow, result.Graph, data.Evaluation.Batches[0].Inputs, session.Cancellation)
            .AddRange(Proof.Of(result.FineTuning));
        var outcome = Write(workflow, pair, result with { Plan = result.Plan with { Configuration = settings.ToJson() } }, checks, tuning?.Journal.Facts);
        tuning?.State.Delete();
        return outcome;
    }

    private ComparisonOutcome Write(Workflow workflow, ComparisonPair pair, CompressionResult result,
        ImmutableArray<(string Check, bool Passed, string Finding)> checks, TrainingFacts? training)
    {
        var (network, plan) = (ComparisonFolder.NetworkOf(pair), ComparisonFolder.PlanOf(pair));
        OnnxWriter.Write(workflow.Model with { Graph = result.Graph }, folder[network], CompressionRun.WriteOptions("compare", workflow.Digest, result.Plan, force: true));
        Outputs.WriteText(folder[plan], true, PlanFile.Format(result.Plan));
        folder.Save(pair, result.Scores);
        return new ComparisonOutcome
        {
            Verdict = JsonReport.NameOf(result.Verdict),
            Explanation = result.Explanation,
            IsFastest = result.IsFastest,
            Model = network,
            Plan = plan,
            Segments = result.Plan.Segments.Length,
            Quality = result.Quality,
            AfterFit = result.AfterFit,
            Facts = NetworkFacts.Of(result.Graph, new FileInfo(folder[network]).Length, workflow.OpenExtent),
            Recipe = training?.Recipe,
            TrainingSteps = training?.Steps ?? 0,
            TrainingSeconds = training?.Seconds ?? 0,
            WhyNotKept = result.FineTuning?.WhyNotKept,
            Seconds = result.Stages.GroupBy(stage => stage.Stage).ToImmutableDictionary(group => group.Key, group => group.Sum(stage => stage.Seconds)),
            Checks = [.. checks.Select(check => new ComparisonCheck(check.Check, check.Passed, check.Finding))],
        };
    }
}
