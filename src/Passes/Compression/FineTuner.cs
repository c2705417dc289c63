using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;

namespace DepthCompress.Passes.Compression;

/// <summary>
/// Trains a compressed network with the original for its teacher: relax, put normalization back, train, merge, fold, prove. What is composed is
/// trained in parts, as the published methods do; what is fitted, absorbed or dropped is trained as the small network it is.
/// </summary>
/// <exception cref="DiagnosticException">There are no training data.</exception>
public sealed class FineTuner(IGraphExecutor executor, ITrainer trainer, FineTune options, CompressionData data)
{
    private readonly ITrainingData training = data.Training ?? throw DiagnosticCatalog.NoTrainingData.Error(null);

    /// <summary>How regressions are set up.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Measures time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Trains a network as it is, with itself as it was for its teacher.</summary>
    /// <inheritdoc cref="Run(Graph, ImmutableArray{LayerChain}, ImmutableArray{Candidate}, Graph, IProgress{RunProgress}?, CancellationToken)"/>
    public FineTuneResult Run(Graph network, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(network, [], [], network, progress, cancellation);

    /// <summary>Trains what a plan makes of a network.</summary>
    /// <param name="network">The original, normalization folded; the teacher.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="chosen">The candidates of the plan.</param>
    /// <param name="fitted">What <see cref="PlanRealizer"/> made of them; the result where training does not improve on it.</param>
    /// <param name="progress">Told of training steps.</param>
    /// <param name="cancellation">Stops between steps; a checkpoint keeps what is finished.</param>
    /// <exception cref="DiagnosticException">A network that cannot be trained, a merge that is not proved.</exception>
    public FineTuneResult Run(
        Graph network,
        ImmutableArray<LayerChain> chains,
        ImmutableArray<Candidate> chosen,
        Graph fitted,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var context = new PassContext(new DiagnosticSink(), executor, cancellation);
        var (start, segments) = Start(network, chains, chosen, fitted, progress, context);
        var request = RequestFor(network, MatchedFeatures.Of(network, start, chains, chosen, options.Features));
        var steps = new StepClock(trainer, Time).StepsFor(options.Budget, start, request, cancellation);
        request = request with { Recipe = options.Recipe(steps) };
        var speeds = new List<double>();
        var began = Time.GetTimestamp();
        var trained = trainer.Train(start, request, new DirectProgress<TrainingProgress>(step =>
        {
            speeds.Add(step.SamplesPerSecond);
            progress?.Report(new RunProgress((int)step.Step, (int)step.Steps, Describe(step)));
        }), cancellation);
        var seconds = Time.GetElapsedTime(began).TotalSeconds;
        var (merged, merges) = SegmentRelaxer.Merge(trained.Graph, segments, context);
        merged = Pipelines.Optimize.Run(merged, context);
        var proof = new EquivalenceCheck(executor) { Cancellation = cancellation }.Compare(trained.Graph, merged, data.Selection.Batches[0].Inputs);
        var selection = (Metric.Name, ScoreOf(network, fitted, cancellation), ScoreOf(network, merged, cancellation));
        var whyNot = WhyNotKept(proof, selection);
        return new FineTuneResult
        {
            Graph = whyNot is null ? merged : fitted,
            WhyNotKept = whyNot,
            Steps = trained.Steps,
            BatchSize = request.Recipe.BatchSize,
            Seconds = seconds,
            SamplesPerSecond = speeds is [] ? 0 : speeds.Average(),
            Loss = trained.Loss,
            StoppedEarly = trained.StoppedEarly,
            Validations = trained.Validations,
            Selection = selection,
            Proof = proof,
            Merges = merges,
        };
    }

    /// <summary>What fit and training are compared by: the measure that is reported, where the samples have what it needs.</summary>
    private IQualityMetric Metric =>
        data.Validation.Batches.All(batch => batch.Labels is not null || batch.Target is not null) ? data.QualityMetrics[0] : data.SelectionMetric;

    /// <summary>The network that training begins with, and the segments in it that are to be merged afterwards.</summary>
    private (Graph Graph, ImmutableArray<RelaxedSegment> Segments) Start(
        Graph network, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen, Graph fitted, IProgress<RunProgress>? progress, PassContext context)
    {
        var (start, segments) = (fitted, ImmutableArray<RelaxedSegment>.Empty);
        if (chosen.Any(candidate => candidate is Candidate.Compose))
        {
            (start, segments) = new PlanRealizer(executor, Fit).Relax(network, chains, chosen, data.Refit, progress, context);
        }

        return (options.Restores(start) ? new RestoreNormalization { Calibration = data.Refit }.Apply(start, context) : start, segments);
    }

    private TrainingRequest RequestFor(Graph teacher, ImmutableArray<Value> features) => new()
    {
        Data = training,
        Recipe = options.Recipe(1),
        Teacher = options.DistillationWeight <= 0 && features.IsEmpty ? null : new Distillation(teacher)
        {
            Weight = options.DistillationWeight,
            Temperature = options.Temperature,
            Regression = options.IsRegression(data.QualityMetrics[0]),
            Features = [.. features.Select(value => (value, value))],
            FeatureWeight = options.FeatureWeight,
        },
        Validation = data.Validation,
        Metric = Metric,
        Checkpoint = options.Checkpoint,
    };

    private double ScoreOf(Graph network, Graph changed, CancellationToken cancellation) =>
        QualityChange.Measure(executor, network, changed, data.Validation, [Metric], cancellation)[0].After;

    private static string? WhyNotKept(VerificationReport proof, (string Metric, double Fit, double Trained) selection) =>
        !proof.Passed ? "the merged network does not compute what the trained one does"
        : selection.Trained >= selection.Fit ? null
        : FormattableString.Invariant(
            $"on the validation set {selection.Metric} is {selection.Trained:0.####} after the training and was {selection.Fit:0.####} before it; more steps may help");

    private static string Describe(TrainingProgress step) =>
        FormattableString.Invariant($"loss {step.Loss:0.000}{(step.Metric is { } metric ? $", measure {metric:0.0000}" : "")}, {step.SamplesPerSecond:0} samples/s");
}
