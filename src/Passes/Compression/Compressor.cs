using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
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
        var choice = Choose(original, digest, diagnostics, cancellation);
        var (network, chains, inputs, chosen) = (choice.Network, choice.Chains, choice.Inputs, choice.Outcome.Point.Candidates);
        Decided?.Invoke(choice.Plan);
        var fitted = Stage("refit", progress => Realize(network, chains, chosen, data.Refit, progress, cancellation));
        var tuned = tuner is null ? null
            : Stage("fine-tune", progress => tuner.Run(network, chains, chosen, fitted, progress, cancellation));
        var compressed = tuned?.Graph ?? fitted;
        var (before, after) = Stage("measure", _ => MeasureBoth(original, compressed, inputs, cancellation));
        var speed = LatencyComparison.Of(before, after);
        var evaluation = Stage("evaluate", _ => Evaluated(tuned is { IsKept: true } ? [original, compressed, fitted] : [original, compressed], cancellation));
        var quality = ChangesOf(evaluation, 1);
        var (verdict, explanation) = Judge(choice, speed, quality);
        var frontier = FrontierOf(choice.Planners[0], choice.Latency.OriginalMilliseconds, choice.Outcome);
        return new CompressionResult
        {
            Verdict = verdict,
            Explanation = explanation,
            Graph = compressed,
            Plan = choice.Plan,
            Frontier = [.. frontier.Select(point => point.Predicted)],
            Chosen = frontier.FirstOrDefault(point => point.IsChosen) is { IsChosen: true } shown ? shown.Predicted : null,
            PredictedRatio = choice.Outcome.Ratio,
            AdditivityResidual = choice.Outcome.Residual,
            Before = before,
            After = after,
            Speed = speed,
            Quality = quality,
            Scores = [.. quality.Select((_, metric) => evaluation.Scores(1, metric))],
            IsFastest = choice.IsFastest,
            AfterFit = tuned is null ? null : tuned.IsKept ? ChangesOf(evaluation, 2) : quality,
            FineTuning = tuned,
            Tables = new(choice.Candidates, choice.Latency, choice.Importance, [.. choice.Planners[0].Points], chosen),
            Rounds = choice.Outcome.History,
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

    /// <summary>Two networks in interleaved rounds.</summary>
    private (LatencyEstimate Before, LatencyEstimate After) MeasureBoth(
        Graph before, Graph after, ImmutableArray<Tensor> inputs, CancellationToken cancellation) =>
        services.Probe.Measure([new LatencyRequest(before, inputs), new LatencyRequest(after, inputs)], null, cancellation) is [var first, var second]
            ? (first, second)
            : throw new CompilerBugException("the probe answered another number of networks than it was asked for");

    private (Verdict Verdict, string Explanation) Judge(Choice choice, LatencyComparison speed, ImmutableArray<QualityChange> quality)
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
                $"{speed.PairedSpeedup:0.00}x as fast as the original, asked for were {1 / options.TargetRatio:0.00}x: {choice.WhyMissed}"));
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
