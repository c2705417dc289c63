using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>The tables of a model, filled as far as they are not, and the planner over them.</summary>
internal sealed class PlanningRun
{
    private readonly Workflow workflow;
    private readonly TableImport? tables;
    private readonly ImmutableDictionary<Candidate, ImportanceRow> importance;

    /// <summary>Fills both tables, as far as they are not given.</summary>
    /// <param name="workflow">The model.</param>
    /// <param name="session">The run.</param>
    /// <param name="progress">Told of rows.</param>
    /// <param name="imported">Latencies measured elsewhere, for the method that solves for convolutions.</param>
    /// <param name="tables">Tables of a published method that were made elsewhere.</param>
    internal PlanningRun(
        Workflow workflow, Session session, IProgress<StageProgress>? progress, LatencyTable? imported = null, TableImport? tables = null)
    {
        (this.workflow, this.tables) = (workflow, tables);
        var method = tables?.Method ?? workflow.Method;
        var profiler = (imported ?? tables?.Latency) is null ? workflow.Profiler : null;
        Latency = imported ?? tables?.Latency ?? progress.Stage("latency table", rows =>
            profiler!.Run(tables?.Method.Candidates ?? workflow.Candidates, rows, session.Cancellation));
        importance = tables?.Method.Metric is not null ? ImmutableDictionary<Candidate, ImportanceRow>.Empty
            : Found(method.Promising(Latency), session, progress);
        Planner = method.Planners(Latency, importance)[0];
        profiler?.Settle(session.Diagnostics);
    }

    /// <summary>What candidates save.</summary>
    internal LatencyTable Latency { get; }

    /// <summary>All plans worth considering.</summary>
    internal IPlanner Planner { get; }

    /// <summary>What a candidate changes when it is applied alone; null where nobody looked, since it saves nothing.</summary>
    internal ImportanceRow? ImportanceOf(Candidate candidate) => importance.GetValueOrDefault(candidate);

    /// <summary>The plan that meets the target of the settings.</summary>
    /// <exception cref="DiagnosticException">DC3201: none does; DC2104: nothing is asked for.</exception>
    internal PlanPoint Choose(Settings settings)
    {
        if (!settings.HasTarget && settings.Drop() is { } drop && !settings.DecidesWithoutLatency())
        {
            if (settings.Metric is "mse" or "kl" or "loss" && settings.MaxDrop!.EndsWith("pp", StringComparison.Ordinal))
            {
                throw DiagnosticCatalog.MetricUnfit.Error(null, "--max-drop in percentage points",
                    $"the importance table holds {settings.Metric}; choose --metric agreement or accuracy, or give a plain number");
            }

            return PlanFrontier.Fastest(Planner.Points, drop)
                ?? throw (Planner.Points.All(point => double.IsNaN(point.Change))
                    ? DiagnosticCatalog.QualityNotEstimated.Error(null, settings.Method!)
                    : DiagnosticCatalog.DropUnreachable.Error(null, drop, -Planner.Points.Max(point => point.Change)));
        }

        // A budget in milliseconds is taken as it is: made a ratio and back it would be another by a rounding error.
        var budget = settings.BudgetMs ?? Latency.OriginalMilliseconds * workflow.TargetRatio(() => Latency.OriginalMilliseconds);
        var point = Planner.Best(budget) ?? throw DiagnosticCatalog.BudgetUnreachable.Error(
            null, budget, Planner.Fastest.Milliseconds, Latency.OriginalMilliseconds / Planner.Fastest.Milliseconds);
        if (settings.Drop() is not null && double.IsNaN(point.Change))
        {
            throw DiagnosticCatalog.QualityNotEstimated.Error(null, settings.Method!);
        }

        return settings.Drop() is not { } most || point.Change >= -most ? point
            : throw DiagnosticCatalog.BudgetUnreachable.Error(null, budget, point.Milliseconds,
                Latency.OriginalMilliseconds / point.Milliseconds);
    }

    /// <summary>A point of the frontier as a plan.</summary>
    internal CompressionPlan PlanFor(PlanPoint point, Settings settings) => new()
    {
        Schema = CompressionPlan.CurrentSchema,
        ToolVersion = ToolVersion.Text,
        ModelDigest = workflow.Digest,
        Machine = Latency.Machine,
        InputShapes = workflow.Shapes,
        Calibration = tables is { IsComplete: true } ? "none" : workflow.Data.Calibration.Name,
        Seed = settings.Seed!.Value,
        Metric = tables?.Method.Metric ?? (workflow.IsByGates ? GateSearch.MetricName : workflow.Data.SelectionMetric.Name),
        OriginalMilliseconds = Latency.OriginalMilliseconds,
        PredictedMilliseconds = point.Milliseconds,
        PredictedChange = point.Change,
        Configuration = settings.ToJson(),
        Segments = PlanBuilder.Describe(workflow.Chains, point),
    };

    private ImmutableDictionary<Candidate, ImportanceRow> Found(
        ImmutableArray<Candidate> candidates, Session session, IProgress<StageProgress>? progress)
    {
        var source = workflow.ImportanceOf(workflow.ImportanceRequest with { Saved = Latency.Saved, SavedOn = Latency.Machine.ToString(), SavedAnew = Latency.Anew });
        var found = progress.Stage("importance table", rows => source.RunFor(candidates, rows, session.Cancellation));
        ImportanceFailures.Report(source, found, session.Diagnostics);
        return found;
    }
}
