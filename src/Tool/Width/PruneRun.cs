using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Width;
using DepthCompress.Report;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Tool;

/// <summary>Narrows one network and writes it: by a criterion, or as a plan says.</summary>
internal sealed class PruneRun(Session session, string path, Settings settings)
{
    /// <summary>Sums over fewer channels are taken in another order, which rounds differently than the original does.</summary>
    private const double VerificationFactor = 4;

    /// <summary>The result.</summary>
    public required string Output { get; init; }

    /// <summary>Where the plan goes; null for nowhere.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Whether files that exist are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the narrowed network is trained with the original for its teacher.</summary>
    public bool FineTunes { get; init; }

    /// <summary>Ranks, chooses and narrows.</summary>
    /// <exception cref="DiagnosticException">DC3301 to DC3303, or what the model or the data lack.</exception>
    internal ExitCode Run(PruneOptions options)
    {
        Check(options.Method == "taylor");
        using var workflow = new Workflow(path, settings, session);
        var groups = Groups(workflow);
        var scores = session.WithProgress(progress => progress.Stage("rank", _ => Scores(workflow, groups, options.Method)));
        var target = options.Target with { UnknownExtent = workflow.OpenExtent };
        var kept = new WidthChoice(groups, scores, target).Choose();
        var plan = WidthPlan.Of(kept, ToolVersion.Text, workflow.Digest, options.Method, options.TargetText);
        return Finish(workflow, kept, plan with { Configuration = settings.ToJson() });
    }

    /// <summary>Narrows as a plan says.</summary>
    /// <exception cref="DiagnosticException">The plan does not fit the model.</exception>
    internal ExitCode Apply(WidthPlan plan, string file, bool isForced)
    {
        Check(needsData: false, file);
        using var workflow = new Workflow(path, settings, session);
        if (workflow.Digest != plan.ModelDigest && !isForced)
        {
            throw DiagnosticCatalog.PlanOfAnotherModel.Error(file, plan.ModelDigest, workflow.Digest);
        }

        return Finish(workflow, plan.Resolve(Groups(workflow), file), plan);
    }

    private bool HasData => settings.Data is not null || settings.TestData is not null;

    private void Check(bool needsData, params ReadOnlySpan<string> inputs)
    {
        session.Subject = path;
        Outputs.Check(Output, Force, [path, .. inputs]);
        Outputs.Check(PlanFile, Force, path, Output);
        if ((needsData || FineTunes) && settings.Data is null)
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, FineTunes ? "the training images" : "images with labels", "--data SOURCE");
        }
    }

    /// <summary>The channels of the normalized network: batch normalization stays, since its statistics are to be estimated anew.</summary>
    private ChannelGroups Groups(Workflow workflow)
    {
        var context = new PassContext(session.Diagnostics, workflow.Executor, session.Cancellation);
        var groups = ChannelGroups.Of(Pipelines.Normalize.Run(workflow.Model.Graph, context));
        foreach (var group in groups.Groups.Where(group => group.WhyPinned is not null))
        {
            session.Diagnostics.Report(DiagnosticCatalog.ChannelsPinned.At(group.Name, group.WhyPinned));
        }

        return groups;
    }

    private double[] Scores(Workflow workflow, ChannelGroups groups, string method) => method switch
    {
        "l1" => ChannelScores.Magnitude(groups, 1),
        "l2" => ChannelScores.Magnitude(groups, 2),
        "bn" => groups.Graph.Nodes.Any(node => node.Op is BatchNormalization)
            ? ChannelScores.Normalization(groups)
            : throw DiagnosticCatalog.NoScales.Error(null),
        "taylor" => ChannelScores.Taylor(groups, new TorchGradients().Of(
            groups.Graph, ChannelScores.Readers(groups), workflow.Data.Calibration, session.Cancellation)),
        _ => ChannelScores.Random(groups, settings.Seed!.Value),
    };

    private ExitCode Finish(Workflow workflow, KeptChannels kept, WidthPlan plan)
    {
        var sliced = SliceChannels.Apply(kept);
        var inputs = HasData ? workflow.Data.Evaluation.Batches[0].Inputs : workflow.Inputs;
        var law = new EquivalenceCheck(workflow.Executor) { Cancellation = session.Cancellation, Factor = VerificationFactor }
            .Compare(ZeroChannels.Apply(kept), sliced, inputs);
        var ready = !HasData ? sliced : session.WithProgress(progress => progress.Stage("recalibrate", _ =>
            RecalibrateNorms.Apply(sliced, workflow.Executor, workflow.Data.Calibration, session.Cancellation)));
        var (tuned, training) = FineTunes ? Train(workflow, ready, plan) : (null, null);
        var result = tuned?.Graph ?? ready;
        ImmutableArray<(string Check, bool Passed, string Finding)> checks =
        [
            ("removing channels that contribute nothing changes nothing", law.Passed, Proof.Describe(law)),
            .. Proof.Of(workflow, result, inputs, session.Cancellation), .. Proof.Of(tuned),
        ];
        var report = Measured(workflow, kept, plan, checks, sliced, ready, result) with
        {
            Training = training?.Journal.Facts,
            WhyNotKept = tuned?.WhyNotKept,
        };
        if (report.IsVerified)
        {
            Write(workflow, result, plan);
            training?.State.Delete();
        }

        long? size = report.IsVerified ? new FileInfo(Output).Length : null;
        report = report with { After = NetworkFacts.Of(result, size, workflow.OpenExtent) };
        report.Tell(session);
        return report.IsVerified ? ExitCode.Done : ExitCode.Missed;
    }

    private (FineTuneResult, FineTuning) Train(Workflow workflow, Graph narrowed, WidthPlan plan)
    {
        var tuning = new FineTuning(workflow, settings, session, WidthPlanFile.Format(plan));
        var options = tuning.Options with { Features = FeatureMatching.None };
        var tuner = new FineTuner(workflow.Executor, tuning.Journal, options, tuning.With(workflow.Data)) { Fit = settings.Fit() };
        return (session.WithProgress(progress => progress.Stage("fine-tune", rows =>
            tuner.Run(workflow.Network, [], [], narrowed, rows, session.Cancellation))), tuning);
    }

    private PruneReport Measured(Workflow workflow, KeptChannels kept, WidthPlan plan,
        ImmutableArray<(string Check, bool Passed, string Finding)> checks, Graph sliced, Graph recalibrated, Graph result)
    {
        var original = workflow.Model.Graph;
        ImmutableArray<LatencyRequest> requests = [new(original, workflow.Inputs), new(result, workflow.Inputs)];
        var measured = workflow.Probe.Measure(requests, null, session.Cancellation);
        var stages = new List<(string Name, Graph Graph)> { ("cut", sliced) };
        if (!ReferenceEquals(recalibrated, sliced))
        {
            stages.Add(("recalibrated", recalibrated));
        }

        if (!ReferenceEquals(result, recalibrated))
        {
            stages.Add(("fine-tuned", result));
        }

        return new PruneReport
        {
            Model = path,
            Output = Output,
            PlanFile = PlanFile,
            Plan = plan,
            Groups = kept.Groups,
            Latency = (measured[0], measured[1], LatencyComparison.Of(measured[0], measured[1])),
            Quality = HasData ? Quality(workflow, original, [.. stages]) : [],
            Checks = checks,
            // Of the normalized network: where a file computes its shapes, nothing can be counted.
            Before = NetworkFacts.Of(kept.Groups.Graph, new FileInfo(path).Length, workflow.OpenExtent),
        };
    }

    private ImmutableArray<(string Stage, QualityChange Change)> Quality(
        Workflow workflow, Graph original, ImmutableArray<(string Name, Graph Graph)> stages)
    {
        var data = workflow.Data;
        ImmutableArray<Graph> networks = [original, .. stages.Select(stage => stage.Graph)];
        var evaluation = session.WithProgress(progress => progress.Stage("evaluate", rows => Evaluation.Run(
            workflow.Executor, networks, data.Evaluation.Batches, data.QualityMetrics, rows, session.Cancellation)));
        return [.. stages.SelectMany((stage, index) => data.QualityMetrics.Select((_, metric) =>
            (stage.Name, evaluation.Change(0, index + 1, metric))))];
    }

    private void Write(Workflow workflow, Graph result, WidthPlan plan)
    {
        OnnxWriter.Write(workflow.Model with { Graph = result }, Output, new OnnxWriteOptions
        {
            Force = Force,
            IncludeNodeMap = true,
            Metadata =
            [
                new("depthcompress.version", ToolVersion.Text),
                new("depthcompress.model", plan.ModelDigest),
                new("depthcompress.width-plan", WidthPlanFile.Format(plan)),
            ],
        });
        if (PlanFile is { } file)
        {
            Outputs.WriteText(file, Force, WidthPlanFile.Format(plan));
        }
    }
}
