using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Expansion;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>A network trained in an expanded form and shrunk back: the same layers with better weights.</summary>
internal sealed class ExpandRun(Session session, string path, Settings settings)
{
    /// <summary>The result.</summary>
    public required string Output { get; init; }

    /// <summary>Whether files that exist are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>How many times the channels of its input a block has inside.</summary>
    public required int Ratio { get; init; }

    /// <summary>The names of the layers.</summary>
    public required string Layers { get; init; }

    /// <summary>Expands, trains, shrinks, trains, proves, writes and tells.</summary>
    internal ExitCode Run()
    {
        session.Subject = path;
        _ = settings.Data ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the training images", "--data SOURCE");
        session.Gates?.Expect(GateScope.Compression);
        session.Files.Reads(path);
        session.Files.WritesModel(Output, Force);
        using var workflow = new Workflow(path, settings, session);
        var tuning = new FineTuning(workflow, settings, session, $"expand {Ratio} {Layers}");
        var data = tuning.With(workflow.Data);
        session.Gates?.ExpectMeasures(data.QualityMetrics.Select(metric => metric.Name));
        var training = new ExpandedTraining(workflow.Executor, tuning.Journal, tuning.Options, data) { Fit = settings.Fit() };
        var expansion = new ConvolutionExpansion(workflow.Executor) { Ratio = Ratio, Layers = Layers };
        var result = session.WithProgress(progress => progress.Stage("expand, train, shrink, train", rows =>
            training.Run(workflow.Network, expansion, rows, session.Cancellation)));
        var kept = result.WhyNotKept is null ? result.Graph : workflow.Model.Graph;
        var report = Judge(workflow, data, kept, result);
        if (report.IsVerified)
        {
            OnnxWriter.Write(workflow.Model with { Graph = kept }, Output, new OnnxWriteOptions { Force = Force, Provenance = Provenance.Entry("expand", workflow.Digest) });
            File.Delete(ExpandedTraining.SecondCheckpoint(tuning.State.Path));
            File.Delete(StepClock.FileOf(ExpandedTraining.SecondCheckpoint(tuning.State.Path)));
            tuning.State.Delete();
        }

        report = report with
        {
            Training = tuning.Journal.Facts!,
            After = NetworkFacts.Of(kept, report.IsVerified ? new FileInfo(Output).Length : null, workflow.OpenExtent),
        };
        report.Tell(session, settings);
        return report.IsVerified ? ExitCode.Done : ExitCode.Missed;
    }

    private FineTuneReport Judge(Workflow workflow, CompressionData data, Graph kept, ExpandedResult result)
    {
        var original = workflow.Model.Graph;
        var measured = workflow.Probe.Measure([new(original, workflow.Inputs), new(kept, workflow.Inputs)], null, session.Cancellation);
        var evaluation = Evaluation.Run(workflow.Executor, [original, kept], data.Evaluation.Batches, data.QualityMetrics, null,
            session.Cancellation);
        ImmutableArray<QualityChange> quality = [.. data.QualityMetrics.Select((_, metric) => evaluation.Change(0, 1, metric))];
        var layers = (Check: "the layers are those of the network", Passed: ExpandedTraining.HaveSameLayers(workflow.Network, result.Graph),
            Finding: $"{result.Blocks.Length} were trained as blocks {Ratio} times as wide");
        return new FineTuneReport
        {
            Model = path,
            Plan = null,
            Output = Output,
            Latency = (measured[0], measured[1], LatencyComparison.Of(measured[0], measured[1])),
            AfterFit = quality,
            Quality = quality,
            WhyNotKept = result.WhyNotKept,
            Checks = [.. Proof.Of(workflow, kept, data.Evaluation.Batches[0].Inputs, session.Cancellation), layers, .. Proof.Of(result.Shrunk)],
            Before = NetworkFacts.Of(original, new FileInfo(path).Length, workflow.OpenExtent),
        };
    }
}
