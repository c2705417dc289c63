using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <content>What is decided before any weight is solved for: tables, plan, closed loop.</content>
public sealed partial class Compressor
{
    /// <summary>Why the fastest plan misses its target.</summary>
    private const string FastestPlan = "this is the fastest plan of the method";

    /// <summary>What was found on the way to a plan, and the plan.</summary>
    private sealed record Choice(
        Graph Network,
        ImmutableArray<LayerChain> Chains,
        ImmutableArray<Tensor> Inputs,
        ImmutableArray<Candidate> Candidates,
        LatencyTable Latency,
        ImmutableDictionary<Candidate, ImportanceRow> Importance,
        ImmutableArray<IPlanner> Planners,
        ClosedLoop.Outcome Outcome,
        CompressionPlan Plan,
        bool IsFastest)
    {
        /// <summary>Why its latency may miss the target.</summary>
        internal string WhyMissed => Outcome.Why
            ?? (IsFastest ? FastestPlan : "the final measurement differs from those of the closed loop");
    }

    /// <summary>
    /// Decides on a plan and measures it, and goes no further: whoever realizes it elsewhere says so by <see cref="CompressionOptions.Plan"/>.
    /// </summary>
    /// <param name="original">As loaded.</param>
    /// <param name="digest">Of the model's file.</param>
    /// <param name="diagnostics">Findings on the way.</param>
    /// <param name="cancellation">Stops between rows; tables keep what is finished.</param>
    public CompressionDecision Decide(Graph original, string digest, DiagnosticSink diagnostics, CancellationToken cancellation = default)
    {
        var choice = Choose(original, digest, diagnostics, cancellation);
        var structure = StructureOf(choice.Network, choice.Chains, choice.Outcome.Point, cancellation);
        var (before, after) = Stage("measure", _ => MeasureBoth(original, structure, choice.Inputs, cancellation));
        return new CompressionDecision(choice.Plan, before, after, choice.IsFastest);
    }

    private Choice Choose(Graph original, string digest, DiagnosticSink diagnostics, CancellationToken cancellation)
    {
        var context = new PassContext(diagnostics, services.Executor, cancellation);
        var network = Stage("optimize", _ => Pipelines.Optimize.Run(original, context));
        var chains = ChainAnalysis.Run(network);
        var method = PlanningMethods.Create(options.Method, options.Enumeration, network, chains);
        var candidates = method.Candidates;
        if (candidates.IsEmpty)
        {
            throw DiagnosticCatalog.NothingToCompress.Error(null);
        }

        var inputs = InputsOf(network);
        profiler = new(services.Probe, services.Store, network, chains, inputs) { Turn = services.MeasuringTurn, KeepsRows = options.Plan is not null };
        var latency = Stage("latency table", progress => profiler.Run(candidates, progress, cancellation));
        var promising = method.Promising(latency);
        var source = services.ImportanceOf(RequestFor(network, chains, digest, latency));
        var importance = Stage("importance table", progress => source.RunFor(promising, progress, cancellation));
        ImportanceFailures.Report(source, importance, diagnostics);
        var planners = method.Planners(latency, importance);
        var contest = Stage("closed loop", _ => options.Plan is { } known
            ? [Again(known, original, network, chains, inputs, cancellation)]
            : Plans(original, network, chains, inputs, latency, planners, cancellation));
        var outcome = Stage("compare plans", progress => Best(contest, network, chains, progress, cancellation));
        var plan = PlanFor(chains, digest, latency, outcome.Point, source is GateSearch);
        var isFastest = outcome.Ratio > options.TargetRatio * Tolerance
            && planners.All(planner => outcome.Point.Milliseconds <= planner.Fastest.Milliseconds);
        return new Choice(network, chains, inputs, candidates, latency, importance, planners, outcome, plan, isFastest);
    }

    /// <summary>A plan that was decided on earlier, measured now.</summary>
    private ClosedLoop.Outcome Again(
        CompressionPlan plan, Graph original, Graph network, ImmutableArray<LayerChain> chains, ImmutableArray<Tensor> inputs, CancellationToken cancellation)
    {
        var point = new PlanPoint(plan.PredictedMilliseconds, plan.PredictedChange, PlanBuilder.Resolve(network, chains, plan, "plan"))
        {
            Figures = [.. plan.Segments.Select(segment => (segment.SavedMilliseconds, segment.Importance))],
        };
        var (_, ratio) = Placeholder(original, network, chains, inputs, point, cancellation);
        var residual = (plan.PredictedMilliseconds / plan.OriginalMilliseconds / ratio) - 1;
        return new ClosedLoop.Outcome(point, ratio, residual, 1, true, null) { History = [OnlyRound(point, plan.OriginalMilliseconds, ratio)] };
    }

    /// <summary>The round of a plan that is measured as it is.</summary>
    private static ClosedLoopRound OnlyRound(PlanPoint point, double original, double ratio) =>
        new(point.Milliseconds / original, point.Milliseconds / original, ratio);

    /// <summary>For each planner the plan whose measured latency meets the target; equal plans once.</summary>
    private ImmutableArray<ClosedLoop.Outcome> Plans(
        Graph original,
        Graph network,
        ImmutableArray<LayerChain> chains,
        ImmutableArray<Tensor> inputs,
        LatencyTable latency,
        ImmutableArray<IPlanner> planners,
        CancellationToken cancellation)
    {
        var measured = new Dictionary<string, (double, double)>();
        var able = planners.Where(planner => planner.Fastest.Milliseconds <= latency.OriginalMilliseconds * options.TargetRatio).ToImmutableArray();
        if (able.IsEmpty && options.FastestIfUnreachable)
        {
            return [FastestOf(planners, latency, Measure)];
        }

        var plans = (able.IsEmpty ? planners[..1] : able)
            .Select(planner => new ClosedLoop(planner, Measure).Run(latency.OriginalMilliseconds, options.TargetRatio, cancellation)).ToImmutableArray();
        var met = plans.Where(plan => plan.Met).ToImmutableArray();
        return [.. (met.IsEmpty ? plans : met).DistinctBy(plan => TextOf(plan.Point))];

        (double, double) Measure(PlanPoint point) => measured.TryGetValue(TextOf(point), out var known)
            ? known
            : measured[TextOf(point)] = Placeholder(original, network, chains, inputs, point, cancellation);
    }

    /// <summary>What comes nearest to a target that no plan is promised to reach.</summary>
    private ClosedLoop.Outcome FastestOf(
        ImmutableArray<IPlanner> planners, LatencyTable latency, Func<PlanPoint, (double Original, double Planned)> measure)
    {
        var point = planners.Select(planner => planner.Fastest).MinBy(plan => plan.Milliseconds)!;
        var (before, after) = measure(point);
        var ratio = after / before;
        var residual = (point.Milliseconds / latency.OriginalMilliseconds / ratio) - 1;
        var met = ratio <= options.TargetRatio * Tolerance;
        return new ClosedLoop.Outcome(point, ratio, residual, 1, met, met ? null : FastestPlan)
        {
            History = [OnlyRound(point, latency.OriginalMilliseconds, ratio)],
        };
    }

    private static string TextOf(PlanPoint point) => string.Join(';', point.Candidates);

    /// <summary>Realizes every plan on the small calibration set and keeps the one of the best quality on the selection set.</summary>
    private ClosedLoop.Outcome Best(
        ImmutableArray<ClosedLoop.Outcome> plans,
        Graph network,
        ImmutableArray<LayerChain> chains,
        IProgress<RunProgress> progress,
        CancellationToken cancellation)
    {
        if (plans is [var only])
        {
            return only;
        }

        // Activation rounds help every plan alike and take most of the time.
        var quick = options.Fit with { ActivationRounds = 0 };
        var realizer = new PlanRealizer(services.Executor, quick);
        return plans.Select((plan, index) =>
        {
            progress.Report(new RunProgress(index, plans.Length, $"plan {index + 1}"));
            var realized = realizer.Realize(network, chains, plan.Point.Candidates, data.Calibration, null, cancellation);
            var quality = QualityChange.Measure(services.Executor, network, realized, data.Selection, [data.SelectionMetric], cancellation);
            return (plan, quality[0].After);
        }).MaxBy(entry => entry.After).plan;
    }

    private (double Original, double Planned) Placeholder(
        Graph original, Graph network, ImmutableArray<LayerChain> chains, ImmutableArray<Tensor> inputs, PlanPoint point, CancellationToken cancellation)
    {
        var (before, after) = MeasureBoth(original, StructureOf(network, chains, point, cancellation), inputs, cancellation);
        return (1, 1 / LatencyComparison.Of(before, after).PairedSpeedup);
    }

    /// <summary>The network of a plan before any weight is solved for, which is as fast as the one with its weights.</summary>
    private Graph StructureOf(Graph network, ImmutableArray<LayerChain> chains, PlanPoint point, CancellationToken cancellation) =>
        Pipelines.Optimize.Run(
            PlanRealizer.Structure(network, chains, point.Candidates), new PassContext(new DiagnosticSink(), services.Executor, cancellation));

    private ImportanceRequest RequestFor(Graph network, ImmutableArray<LayerChain> chains, string digest, LatencyTable latency) => new()
    {
        Graph = network,
        Chains = chains,
        ModelDigest = digest,
        Calibration = data.Calibration,
        Evaluation = data.Selection,
        Metric = data.SelectionMetric,
        FitErrorOnly = options.FitErrorOnly,
        Saved = latency.Saved,
        SavedOn = latency.Machine.ToString(),
        SavedAnew = latency.Anew,
        Fit = options.Fit,
    };

    private CompressionPlan PlanFor(
        ImmutableArray<LayerChain> chains, string digest, LatencyTable latency, PlanPoint point, bool isByScore) => new()
        {
            Schema = CompressionPlan.CurrentSchema,
            ToolVersion = options.ToolVersion,
            ModelDigest = digest,
            Machine = latency.Machine,
            InputShapes = options.InputShapes,
            Calibration = data.Calibration.Name,
            Seed = options.Fit.Seed,
            Metric = isByScore ? GateSearch.MetricName
                : options.FitErrorOnly ? ImportanceEstimator.FitErrorName
                : data.SelectionMetric.Name,
            OriginalMilliseconds = latency.OriginalMilliseconds,
            PredictedMilliseconds = point.Milliseconds,
            PredictedChange = point.Figures.Sum(figure => figure.Change),
            Segments = PlanBuilder.Describe(chains, point),
        };
}
