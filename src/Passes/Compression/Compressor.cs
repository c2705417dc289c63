using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <summary>The whole arrow: tables, plan, closed loop, refitting, fine-tuning where it is asked for, proof.</summary>
public sealed partial class Compressor(CompressionServices services, CompressionOptions options, CompressionData data)
{
    /// <summary>What a measured latency may be of the one asked for.</summary>
    private const double Tolerance = 1.03;

    private readonly List<(string Stage, double Seconds)> stages = [];

    /// <summary>Told what is being done.</summary>
    public IProgress<StageProgress>? Progress { get; init; }

    /// <summary>Told what was decided, before it is realized.</summary>
    public Action<CompressionPlan>? Decided { get; init; }

    /// <summary>Compresses a network.</summary>
    /// <param name="original">As loaded; what speed and quality are compared with.</param>
    /// <param name="digest">Of the model's file.</param>
    /// <param name="diagnostics">Findings on the way.</param>
    /// <param name="cancellation">Stops between rows; tables keep what is finished.</param>
    public CompressionResult Run(Graph original, string digest, DiagnosticSink diagnostics, CancellationToken cancellation = default)
    {
        var tuner = Tuner();
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
        Decided?.Invoke(plan);
        var fitted = Stage("refit", progress => Realize(network, chains, outcome.Point.Candidates, data.Refit, progress, cancellation));
        var tuned = tuner is null ? null
            : Stage("fine-tune", progress => tuner.Run(network, chains, outcome.Point.Candidates, fitted, progress, cancellation));
        var compressed = tuned?.Graph ?? fitted;
        var (before, after) = Stage("measure", _ => MeasureBoth(original, compressed, inputs, cancellation));
        var speed = LatencyComparison.Of(before, after);
        var evaluation = Stage("evaluate", _ => Evaluated(tuned is { IsKept: true } ? [original, compressed, fitted] : [original, compressed], cancellation));
        var quality = ChangesOf(evaluation, 1);
        var (verdict, explanation) = Judge(outcome, speed, quality);
        var frontier = FrontierOf(planners[0], latency.OriginalMilliseconds, outcome);
        return new CompressionResult
        {
            Verdict = verdict,
            Explanation = explanation,
            Graph = compressed,
            Plan = plan,
            Frontier = [.. frontier.Select(point => point.Predicted)],
            Chosen = frontier.FirstOrDefault(point => point.IsChosen) is { IsChosen: true } chosen ? chosen.Predicted : null,
            PredictedRatio = outcome.Ratio,
            AdditivityResidual = outcome.Residual,
            Before = before,
            After = after,
            Speed = speed,
            Quality = quality,
            Scores = [.. quality.Select((_, metric) => evaluation.Scores(1, metric))],
            IsFastest = outcome.Ratio > options.TargetRatio * Tolerance && planners.All(planner => outcome.Point.Milliseconds <= planner.Fastest.Milliseconds),
            AfterFit = tuned is null ? null : tuned.IsKept ? ChangesOf(evaluation, 2) : quality,
            FineTuning = tuned,
            Tables = new(candidates, latency, importance, [.. planners[0].Points], outcome.Point.Candidates),
            Rounds = outcome.History,
            Stages = [.. stages],
        };
    }

    /// <summary>Puts candidates into a network whose normalization is folded, and solves for all convolutions front to back.</summary>
    public Graph Realize(
        Graph network,
        ImmutableArray<LayerChain> chains,
        ImmutableArray<Candidate> chosen,
        CalibrationSet calibration,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default) =>
        new PlanRealizer(services.Solver ?? services.Executor, options.Fit).Realize(network, chains, chosen, calibration, progress, cancellation);

    /// <summary>What fine-tunes, where that is asked for; made first, so that a missing part is not found after hours.</summary>
    private FineTuner? Tuner() => options.FineTune is not { } fineTune ? null
        : new FineTuner(
            services.Executor,
            services.Trainer ?? throw new CompilerBugException("fine-tuning was asked for without a trainer"),
            fineTune,
            data)
        { Fit = options.Fit };

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
        return new ClosedLoop.Outcome(point, ratio, residual, 1, met, met ? null : "this is the fastest plan of the method")
        {
            History = [OnlyRound(point, latency.OriginalMilliseconds, ratio)],
        };
    }

    /// <summary>The frontier with every saving multiplied by the part of the promise that the chosen plan kept when it was measured.</summary>
    private static ImmutableArray<((double Milliseconds, double Change) Predicted, bool IsChosen)> FrontierOf(
        IPlanner planner, double original, ClosedLoop.Outcome outcome)
    {
        var kept = (1 - outcome.Ratio) / Math.Max(1e-6, 1 - (outcome.Point.Milliseconds / original));
        var chosen = TextOf(outcome.Point);
        return [.. PlanFrontier.Judge(planner.Points)

            // What a method counts is not always the change: a plan that is slower and worse than another is shown only if it was chosen.
            .Where(entry => !entry.IsDominated || TextOf(entry.Point) == chosen).Select(entry => entry.Point)
            .Select(point => (Predicted: (Milliseconds: original - (kept * (original - point.Milliseconds)), point.Change), TextOf(point) == chosen))

            // Far from what was measured the tables can promise more than there is to save.
            .Where(point => point.Predicted.Milliseconds > 0)];
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
        var structure = Pipelines.Optimize.Run(PlanRealizer.Structure(network, chains, point.Candidates), new PassContext(new DiagnosticSink(), services.Executor, cancellation));
        var (before, after) = MeasureBoth(original, structure, inputs, cancellation);
        return (1, 1 / LatencyComparison.Of(before, after).PairedSpeedup);
    }

    /// <summary>Two networks in interleaved rounds.</summary>
    private (LatencyEstimate Before, LatencyEstimate After) MeasureBoth(
        Graph before, Graph after, ImmutableArray<Tensor> inputs, CancellationToken cancellation) =>
        services.Probe.Measure([new LatencyRequest(before, inputs), new LatencyRequest(after, inputs)], null, cancellation) is [var first, var second]
            ? (first, second)
            : throw new CompilerBugException("the probe answered another number of networks than it was asked for");

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

    private (Verdict Verdict, string Explanation) Judge(ClosedLoop.Outcome outcome, LatencyComparison speed, ImmutableArray<QualityChange> quality)
    {
        if (!speed.IsFaster)
        {
            return speed.Noise is NoiseVerdict.TooNoisy
                ? (Verdict.Inconclusive, "the machine was too noisy to tell whether the result is faster; the original is kept")
                : (Verdict.NotFaster, FormattableString.Invariant(
                    $"measured beside the original it is not certainly faster ({Math.Min(speed.Low, speed.PairedLow):0.00}x to {Math.Max(speed.High, speed.PairedHigh):0.00}x); the original is kept"));
        }

        if (options.MostDrop is { } most && quality[0].Drop > most)
        {
            return (Verdict.QualityFloorBroken, FormattableString.Invariant($"{quality[0].Metric} falls by {quality[0].Drop:0.####}, allowed are {most:0.####}; the original is kept"));
        }

        return 1 / speed.PairedSpeedup <= options.TargetRatio * Tolerance
            ? (Verdict.Met, FormattableString.Invariant($"{speed.PairedSpeedup:0.00}x as fast as the original, asked for were {1 / options.TargetRatio:0.00}x"))
            : (Verdict.TargetMissed, FormattableString.Invariant(
                $"{speed.PairedSpeedup:0.00}x as fast as the original, asked for were {1 / options.TargetRatio:0.00}x: {outcome.Why ?? "the final measurement differs from those of the closed loop"}"));
    }

    private Evaluation Evaluated(ImmutableArray<Graph> networks, CancellationToken cancellation) =>
        Evaluation.Run(services.Executor, networks, data.Evaluation.Batches, data.QualityMetrics, null, cancellation);

    /// <summary>The original against one of the networks that were evaluated with it.</summary>
    private static ImmutableArray<QualityChange> ChangesOf(Evaluation evaluation, int network) =>
        [.. evaluation.Metrics.Select((_, metric) => evaluation.Change(0, network, metric))];

    private ImmutableArray<Tensor> InputsOf(Graph network) => InputTensors.For(network, options.InputShapes, options.Fit.Seed);

    private T Stage<T>(string name, Func<IProgress<RunProgress>, T> work)
    {
        var clock = new StageClock(name, Progress);
        var result = work(clock);
        stages.Add((name, clock.Elapsed.TotalSeconds));
        clock.Finish();
        return result;
    }
}
