using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>One compression with its files.</summary>
internal sealed class CompressionRun(Session session, string path, Settings settings)
{
    /// <summary>The result; null for no file.</summary>
    public required string? Output { get; init; }

    /// <summary>The plan; null for no file.</summary>
    public required string? PlanFile { get; init; }

    /// <summary>The model, where it was read already; else it is read from its file.</summary>
    public LoadedModel? Loaded { get; init; }

    /// <summary>Whether the plan is written even if the original is kept.</summary>
    public bool AlwaysWritesPlan { get; init; }

    /// <summary>Reports, their format by their ending.</summary>
    public ImmutableArray<string> Reports { get; init; } = [];

    /// <summary>Whether files that exist are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the original is copied to the output where it is kept.</summary>
    public bool KeepsOriginal { get; init; }

    /// <summary>Whether what was solved for or trained is kept beside the plan.</summary>
    public bool KeepsWeights { get; init; }

    /// <summary>What came out, once it has run.</summary>
    internal CompressionReport? Report { get; private set; }

    /// <summary>What is shipped, once it has run: the compressed network with its origin, or the original where that is kept.</summary>
    internal (Model Model, OnnxWriteOptions Options) Shipped { get; private set; }

    /// <summary>Compresses, writes and tells.</summary>
    public ExitCode Run()
    {
        session.Subject = path;
        session.Gates?.Expect(GateScope.Compression);
        CheckFiles();
        _ = settings.Drop();
        if (settings is { FineTune: true, Data: null })
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "the training images", "--data SOURCE");
        }

        _ = settings.TargetRatio() ?? settings.BudgetMs ?? (settings.DecidesWithoutLatency() ? 1
            : throw DiagnosticCatalog.MissingSetting.Error(null, "the target", "--speedup, --target-latency or --budget-ms"));
        using var workflow = Open();
        var ratio = workflow.TargetRatio(workflow.MeasureOriginal);
        var tuning = settings.FineTune is true ? new FineTuning(workflow, settings, session, "compress") : null;
        var data = tuning?.With(workflow.Data) ?? workflow.Data;
        session.Gates?.ExpectMeasures(data.QualityMetrics.Select(metric => metric.Name));
        var options = workflow.Options(ratio) with { FineTune = tuning?.Options, Plan = tuning?.State.Plan };
        var services = new CompressionServices(workflow.Executor, workflow.Probe, workflow.Store)
        {
            Solver = workflow.Solver,
            Trainer = tuning?.Journal,
            Importance = workflow.ImportanceOf,
            MeasuringTurn = workflow.MeasuringTurn,
        };
        var result = session.WithProgress(progress =>
        {
            var compressor = new Compressor(services, options, data) { Progress = progress, Decided = plan => tuning?.State.Keep(plan) };
            var compressed = compressor.Run(workflow.Model.Graph, workflow.Digest, session.Diagnostics, session.Cancellation);
            compressor.Settle(compressed, session.Diagnostics);
            return compressed;
        });
        result = result with { Plan = result.Plan with { Configuration = settings.ToJson() } };
        var checks = Proof.Of(workflow, result.Graph, data.Evaluation.Batches[0].Inputs, session.Cancellation)
            .AddRange(Proof.Of(result.FineTuning));
        var report = Write(workflow, result, checks, ratio, tuning?.Journal.Facts);
        if (result.Verdict is not Verdict.Inconclusive)
        {
            tuning?.State.Delete();
        }

        Report = report;
        Tell(report);
        return result.Verdict is Verdict.Met && report.IsVerified ? ExitCode.Done : ExitCode.Missed;
    }

    /// <summary>Says what it would take.</summary>
    public ExitCode Estimate()
    {
        using var workflow = Open();
        new WorkEstimate(workflow, settings).Tell(session);
        return ExitCode.Done;
    }

    private Workflow Open() => Loaded is null ? new Workflow(path, settings, session) : new Workflow(Loaded, settings, session);

    private void CheckFiles()
    {
        session.Files.Reads(Loaded is { Model.Path: null } ? null : path);
        session.Files.WritesModel(Output, Force);
        session.Files.Writes("the plan", PlanFile, Force);
        session.Files.Writes("the weights of the plan", KeepsWeights ? PlanWeights.FileOf(PlanFile!) : null, Force);
        session.Files.WritesReports(Reports, Force);
        foreach (var report in Reports)
        {
            _ = ReportFiles.FormatOf(report);
        }
    }

    private CompressionReport Write(Workflow workflow, CompressionResult result,
        ImmutableArray<(string Check, bool Passed, string Finding)> checks, double ratio, TrainingFacts? training)
    {
        var isBetter = result.Verdict is Verdict.Met or Verdict.TargetMissed && checks.All(check => check.Passed);
        var writesPlan = PlanFile is not null && (isBetter || AlwaysWritesPlan);
        Shipped = isBetter ? (workflow.Model with { Graph = result.Graph }, WriteOptions("compress", workflow.Digest, result.Plan, Force, TablesOf(workflow)))
            : (workflow.Model, new OnnxWriteOptions { Force = Force });
        var output = isBetter || KeepsOriginal ? Output : null;
        if (output is not null)
        {
            OnnxWriter.Write(Shipped.Model, output, Shipped.Options);
        }

        if (writesPlan)
        {
            Outputs.WriteText(PlanFile!, Force, Passes.Planning.PlanFile.Format(result.Plan));
        }

        if (isBetter && KeepsWeights)
        {
            PlanWeights.Write(PlanFile!, path, Output!);
        }

        var report = new CompressionReport
        {
            Model = path,
            ModelDigest = workflow.Digest,
            Output = output,
            PlanFile = writesPlan ? PlanFile : null,
            ToolVersion = ToolVersion.Text,
            Machine = MachineText(workflow.Probe.Machine),
            TargetSpeedup = 1 / ratio,
            Data = (workflow.Data.Calibration.Name, workflow.Data.Calibration.Count, workflow.Data.Evaluation.Name,
                workflow.Data.Evaluation.Count),
            Before = NetworkFacts.Of(workflow.Model.Graph, workflow.Bytes, workflow.OpenExtent),
            After = NetworkFacts.Of(result.Graph, isBetter && output is not null ? new FileInfo(output).Length : null, workflow.OpenExtent),
            Result = result,
            Training = training,
            Decision = Decision.Of(workflow, result),
            Run = RunDescription.Of(session, workflow, settings),
            Checks = checks,
            PeakMemory = Process.GetCurrentProcess().PeakWorkingSet64,
            Configuration = settings.ToJson(),
            Warnings = [.. session.Diagnostics.All.Where(diagnostic => diagnostic.Descriptor.Severity is Severity.Warning)],
        };
        ReportFiles.Write(Reports, Force, session.Judge(json => JsonReport.Write(report, json)));
        return report;
    }

    private ProvenanceTables? TablesOf(Workflow workflow) =>
        ProvenanceTables.Of(settings.Tables!, workflow.Digest, workflow.Probe.Machine);

    private void Tell(CompressionReport report) =>
        session.Deliver(json => JsonReport.Write(report, json), () => CompressionSummary.Tell(session, report));

    /// <summary>What is written into the model about where it comes from.</summary>
    /// <param name="command">What makes it.</param>
    /// <param name="model">SHA-256 of the original; that of the plan may be another, where it was forced.</param>
    /// <param name="plan">What it is made by.</param>
    /// <param name="force">Whether a file that exists is replaced.</param>
    /// <param name="tables">What the plan was chosen by, where it was chosen now.</param>
    internal static OnnxWriteOptions WriteOptions(
        string command, string model, CompressionPlan plan, bool force, ProvenanceTables? tables = null) => new()
        {
            Force = force,
            IncludeNodeMap = true,
            Provenance = Provenance.Entry(command, model, PlanDigest.Of(plan), tables),
            Metadata =
        [
            new("depthcompress.version", ToolVersion.Text),
            new("depthcompress.model", plan.ModelDigest),
            new("depthcompress.plan", Passes.Planning.PlanFile.Format(Shipping.Of(plan))),
        ],
        };

    /// <summary>A machine in a line.</summary>
    internal static string MachineText(MachineIdentity machine) =>
        $"{machine.Device}, {machine.Engine} {machine.Provider}, {machine.Threads} thread(s), optimization {machine.OptimizationLevel}";
}
