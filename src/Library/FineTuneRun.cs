using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>A plan, realized and trained with the original for its teacher.</summary>
internal sealed class FineTuneRun(Session session, string path, CompressionPlan plan, Settings settings)
{
    /// <summary>The file of the plan.</summary>
    public required string PlanFile { get; init; }

    /// <summary>The result.</summary>
    public required string Output { get; init; }

    /// <summary>Whether files that exist are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the plan may be that of another model.</summary>
    public bool ForcesPlan { get; init; }

    /// <summary>What came out, once it has run.</summary>
    internal FineTuneReport? Report { get; private set; }

    /// <summary>Realizes, trains, proves, measures, writes and tells.</summary>
    internal ExitCode Run()
    {
        session.Subject = path;
        _ = settings.Data ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the training images", "--data SOURCE");
        session.Gates?.Expect(GateScope.Compression);
        session.Files.Reads(path, PlanFile);
        session.Files.WritesModel(Output, Force);
        using var workflow = new Workflow(path, settings, session);
        var candidates = workflow.CandidatesOf(plan, PlanFile, ForcesPlan);
        var tuning = new FineTuning(workflow, settings, session, string.Join('\n', candidates));
        var data = tuning.With(workflow.Data);
        session.Gates?.ExpectMeasures(data.QualityMetrics.Select(metric => metric.Name));
        var tuner = new FineTuner(workflow.Executor, tuning.Journal, tuning.Options, data) { Fit = settings.Fit() };
        var (fitted, tuned) = session.WithProgress(progress =>
        {
            var fit = progress.Stage("refit", rows => new PlanRealizer(workflow.Solver, settings.Fit()).Realize(workflow.Network,
                workflow.Chains, candidates, data.Refit, rows, session.Cancellation));
            return (fit, progress.Stage("fine-tune", rows =>
                tuner.Run(workflow.Network, workflow.Chains, candidates, fit, rows, session.Cancellation)));
        });
        var result = Judge(workflow, data, fitted, tuned);
        if (result.IsVerified)
        {
            var written = plan with { Configuration = settings.ToJson() };
            OnnxWriter.Write(workflow.Model with { Graph = tuned.Graph }, Output, CompressionRun.WriteOptions("finetune", workflow.Digest, written, Force));
            tuning.State.Delete();
        }

        result = result with
        {
            Training = tuning.Journal.Facts!,
            After = NetworkFacts.Of(tuned.Graph, result.IsVerified ? new FileInfo(Output).Length : null, workflow.OpenExtent),
        };
        Report = result;
        result.Tell(session, settings);
        return result.IsVerified ? ExitCode.Done : ExitCode.Missed;
    }

    private FineTuneReport Judge(Workflow workflow, CompressionData data, Graph fitted, FineTuneResult tuned)
    {
        var original = workflow.Model.Graph;
        ImmutableArray<LatencyRequest> requests = [new(original, workflow.Inputs), new(tuned.Graph, workflow.Inputs)];
        var measured = workflow.Probe.Measure(requests, null, session.Cancellation);
        var checks = Proof.Of(workflow, tuned.Graph, data.Evaluation.Batches[0].Inputs, session.Cancellation);
        var evaluation = Evaluation.Run(workflow.Executor, [original, fitted, tuned.Graph], data.Evaluation.Batches, data.QualityMetrics, null,
            session.Cancellation);
        return new FineTuneReport
        {
            Model = path,
            Plan = PlanFile,
            Output = Output,
            Latency = (measured[0], measured[1], LatencyComparison.Of(measured[0], measured[1])),
            AfterFit = ChangeTo(1),
            Quality = ChangeTo(2),
            WhyNotKept = tuned.WhyNotKept,
            Checks = checks.AddRange(Proof.Of(tuned)),
            Before = NetworkFacts.Of(original, new FileInfo(path).Length, workflow.OpenExtent),
        };

        ImmutableArray<QualityChange> ChangeTo(int network) => [.. data.QualityMetrics.Select((_, metric) => evaluation.Change(0, network, metric))];
    }
}
