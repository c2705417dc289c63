using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Width;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What becomes of a decision: statistics, training, proof, measurement, files, report. The same for every method.</summary>
internal sealed class PruneFinish(Session session, Settings settings, Workflow workflow)
{
    /// <summary>Where the results go.</summary>
    public required PruneFiles Files { get; init; }

    /// <summary>Whether the narrowed network is trained with the original for its teacher.</summary>
    public required bool FineTunes { get; init; }

    /// <summary>Whether there are images; without them statistics stay as they are, and quality is unknown.</summary>
    public required bool HasData { get; init; }

    /// <summary>What came out, once it has run.</summary>
    internal PruneReport? Report { get; private set; }

    private ImmutableArray<Tensor> Inputs => HasData ? workflow.Data.Evaluation.Batches[0].Inputs : workflow.Inputs;

    /// <summary>Finishes, and tells.</summary>
    /// <param name="narrowing">The decision.</param>
    /// <param name="learning">Where it was learned; its state is not needed any more once everything is written.</param>
    internal ExitCode Run(Narrowing narrowing, LearnedDecision? learning)
    {
        var narrow = narrowing.Narrow;
        if (HasData)
        {
            session.Gates?.ExpectMeasures(workflow.Data.QualityMetrics.Select(metric => metric.Name));
        }

        var ready = !HasData ? narrow : session.WithProgress(progress => progress.Stage("recalibrate", _ =>
            RecalibrateNorms.Apply(narrow, workflow.Solver, workflow.Data.Calibration, session.Cancellation)));
        var (tuned, tuning) = FineTunes ? Train(narrowing, ready) : (null, null);
        var isTrained = tuned is { IsKept: true };
        var result = isTrained ? tuned!.Graph : narrowing.Finish(ready, FineTunes);
        ImmutableArray<(string Check, bool Passed, string Finding)> checks =
        [
            .. narrowing.Check(workflow.Executor, isTrained ? null : ready, result, Inputs, session.Cancellation),
            .. Proof.Of(workflow, result, Inputs, session.Cancellation), .. Proof.Of(tuned, narrowing.Finishing.Doing),
        ];
        var report = Measured(narrowing, ready, result, isTrained) with
        {
            Checks = checks,
            Learning = learning?.Facts,
            Training = tuning?.Journal.Facts,
            WhyNotKept = tuned?.WhyNotKept,
        };
        if (report.IsVerified)
        {
            WriteModel(result, report.Plan);
        }

        report = report with { After = NetworkFacts.Of(result, report.IsVerified ? new FileInfo(Files.Output).Length : null, workflow.OpenExtent) };
        WriteReports(report);
        if (report.IsVerified)
        {
            tuning?.State.Delete();
            learning?.Forget();
        }

        Report = report;
        PruneText.Tell(report, session);
        return report.IsVerified ? ExitCode.Done : ExitCode.Missed;
    }

    private (FineTuneResult, FineTuning) Train(Narrowing narrowing, Graph ready)
    {
        var tuning = new FineTuning(workflow, settings, session, WidthPlanFile.Format(narrowing.Plan));
        var options = tuning.Options with { Features = FeatureMatching.None };
        var tuner = new FineTuner(workflow.Executor, tuning.Journal, options, tuning.With(workflow.Data))
        {
            Fit = settings.Fit(),
            Masks = narrowing.Masks,
            Finish = network => narrowing.Finish(network, isTrained: true),
        };
        return (session.WithProgress(progress => progress.Stage("fine-tune", rows =>
            tuner.Run(workflow.Network, [], [], ready, rows, session.Cancellation))), tuning);
    }

    private PruneReport Measured(Narrowing narrowing, Graph ready, Graph result, bool isTrained)
    {
        var original = workflow.Model.Graph;
        ImmutableArray<Graph> networks = [original, result, .. narrowing.Unpacked(ready) is { } dense ? [dense] : Array.Empty<Graph>()];
        var measured = session.WithProgress(progress => progress.Stage("measure", _ => workflow.Probe.Measure(
            [.. networks.Select(network => new LatencyRequest(network, workflow.Inputs))], null, session.Cancellation)));
        return new PruneReport
        {
            Model = workflow.Path,
            ModelDigest = workflow.Digest,
            Machine = CompressionRun.MachineText(workflow.Probe.Machine),
            Files = Files,
            Plan = narrowing.FinishedPlan,
            Latency = (measured[0], measured[1], LatencyComparison.Of(measured[0], measured[1])),
            Dense = measured is [_, _, var unpacked] ? (unpacked, LatencyComparison.Of(unpacked, measured[1])) : null,
            Quality = HasData ? Quality(original, Stages(narrowing, ready, result, isTrained)) : [],
            // Of the normalized network: where a file computes its shapes, nothing can be counted.
            Before = NetworkFacts.Of(DepthFirst.Normalized(workflow, session, restores: false), new FileInfo(workflow.Path).Length, workflow.OpenExtent),
            Removed = narrowing.Removed(workflow.OpenExtent),
            Layers = narrowing.Layers,
            Notes = narrowing.Notes,
            Data = HasData ? $"{workflow.Data.Evaluation.Count} samples of {workflow.Data.Evaluation.Name}" : null,
            Run = RunDescription.Of(session, workflow, settings),
            Configuration = settings.ToJson(),
            Warnings = [.. session.Diagnostics.All.Where(diagnostic => diagnostic.Descriptor.Severity is Severity.Warning)
                .Select(diagnostic => diagnostic.ToLine(workflow.Path))],
        };
    }

    /// <summary>Every network on the way that differs from the one before.</summary>
    private static List<(string Name, Graph Graph)> Stages(Narrowing narrowing, Graph ready, Graph result, bool isTrained)
    {
        var stages = new List<(string Name, Graph Graph)>();
        Add(narrowing.Plan.Depth is null ? null : "shallower", narrowing.Whole);
        Add(narrowing.Learned is null ? null : "learned", narrowing.Learned);
        Add(narrowing.Stage, narrowing.Narrow);
        Add(ReferenceEquals(ready, narrowing.Narrow) ? null : "recalibrated", ready);
        Add(isTrained ? "fine-tuned" : ReferenceEquals(result, ready) ? null : narrowing.Finishing.Done, result);
        return stages;

        void Add(string? name, Graph? graph)
        {
            if (name is not null)
            {
                stages.Add((name, graph!));
            }
        }
    }

    private ImmutableArray<(string Stage, QualityChange Change)> Quality(Graph original, List<(string Name, Graph Graph)> stages)
    {
        var data = workflow.Data;
        ImmutableArray<Graph> networks = [original, .. stages.Select(stage => stage.Graph)];
        var evaluation = session.WithProgress(progress => progress.Stage("evaluate", rows => Evaluation.Run(
            workflow.Executor, networks, data.Evaluation.Batches, data.QualityMetrics, rows, session.Cancellation)));
        return [.. stages.SelectMany((stage, index) => data.QualityMetrics.Select((_, metric) =>
            (stage.Name, evaluation.Change(0, index + 1, metric))))];
    }

    private void WriteModel(Graph result, WidthPlan plan)
    {
        OnnxWriter.Write(workflow.Model with { Graph = result }, Files.Output, new OnnxWriteOptions
        {
            Force = Files.Force,
            IncludeNodeMap = true,
            Provenance = Provenance.Entry("prune", workflow.Digest, PlanDigest.Of(plan)),
            Metadata =
            [
                new("depthcompress.version", ToolVersion.Text),
                new("depthcompress.model", plan.ModelDigest),
                new("depthcompress.width-plan", WidthPlanFile.Format(Shipping.Of(plan))),
            ],
        });
        if (Files.PlanFile is { } file)
        {
            Outputs.WriteText(file, Files.Force, WidthPlanFile.Format(plan));
        }
    }

    private void WriteReports(PruneReport report) =>
        ReportFiles.Write(Files.Reports, Files.Force, session.Judge(json => PruneJson.Write(report, json)));
}
