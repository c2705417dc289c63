using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Lets one method compress the model for one target, and writes what came out.</summary>
internal sealed class ComparisonTrial(Workflow shared, ComparisonFolder folder, Session session)
{
    /// <summary>Called again and again while a pair is worked on; what it throws ends the work.</summary>
    internal Action Watch { get; init; } = () => { };

    /// <summary>Decides on the plan of a pair and measures it; weights are left to whoever runs it.</summary>
    /// <exception cref="DiagnosticException">The method failed.</exception>
    internal ComparisonDecision Decide(ComparisonPair pair, string identity)
    {
        var workflow = shared.With(pair.Settings);
        return ComparisonDecision.Of(pair, identity, session.WithProgress(progress =>
            new Compressor(ServicesOf(workflow, workflow.Probe), OptionsOf(workflow, pair), workflow.Data) { Progress = progress }
                .Decide(workflow.Model.Graph, workflow.Digest, session.Diagnostics, session.Cancellation)));
    }

    /// <summary>Compresses and writes everything but the result's own file.</summary>
    /// <param name="pair">The method and the target.</param>
    /// <param name="decided">What was decided on the machine that is planned for; null where that is this one.</param>
    /// <exception cref="DiagnosticException">The method failed, or training was stopped.</exception>
    internal ComparisonOutcome Run(ComparisonPair pair, ComparisonDecision? decided = null)
    {
        var settings = pair.Settings;
        var workflow = shared.With(settings);
        var tuning = settings.FineTune is true ? new FineTuning(workflow, settings, session, "compare") : null;
        var data = tuning?.With(workflow.Data) ?? workflow.Data;
        var options = OptionsOf(workflow, pair) with { FineTune = tuning?.Options, Plan = decided?.Plan ?? tuning?.State.Plan };
        var probe = decided is null ? workflow.Probe : new RecordedLatencies(decided.Plan.Machine, decided);
        var services = ServicesOf(workflow, probe) with { Trainer = tuning?.Journal };
        var result = session.WithProgress(progress => new Compressor(services, options, data)
        {
            Progress = Watched(progress),
            Decided = plan => tuning?.State.Keep(plan),
        }.Run(workflow.Model.Graph, workflow.Digest, session.Diagnostics, session.Cancellation));
        var checks = Proof.Of(workflow, result.Graph, data.Evaluation.Batches[0].Inputs, session.Cancellation)
            .AddRange(Proof.Of(result.FineTuning));
        var plan = decided?.Plan ?? result.Plan with { Configuration = settings.ToJson() };
        var isFastest = decided?.IsFastest ?? result.IsFastest;
        var outcome = Write(workflow, pair, result with { Plan = plan, IsFastest = isFastest }, checks, tuning?.Journal.Facts);
        tuning?.State.Delete();
        return outcome;
    }

    private static CompressionOptions OptionsOf(Workflow workflow, ComparisonPair pair) =>
        workflow.Options(1 / pair.Target) with { FastestIfUnreachable = true };

    private static CompressionServices ServicesOf(Workflow workflow, ILatencyProbe probe) =>
        new(workflow.Executor, probe, workflow.Store) { Solver = workflow.Solver, Importance = workflow.ImportanceOf };

    private DirectProgress<StageProgress> Watched(IProgress<StageProgress>? progress) => new(stage =>
    {
        Watch();
        progress?.Report(stage);
    });

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
