using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Runtime.Importance;

namespace DepthCompress;

/// <summary>Which measures of quality suit a network and its data.</summary>
internal sealed class MetricChoice
{
    private readonly ImmutableArray<Tensor> answers;
    private readonly bool isClassifier;
    private readonly bool hasLabels;
    private readonly bool hasTarget;
    private readonly int border;

    /// <summary>Looks at what the original answers to samples.</summary>
    /// <param name="answers">The first output, batch by batch.</param>
    /// <param name="sample">One of the batches.</param>
    /// <param name="border">Pixels at each side that PSNR leaves out.</param>
    internal MetricChoice(ImmutableArray<Tensor> answers, CalibrationBatch sample, int border)
    {
        this.answers = answers;
        this.border = border;
        isClassifier = Metrics.IsClassification(answers[0]);
        hasLabels = isClassifier && sample.Labels is { IsEmpty: false };
        hasTarget = sample.Target is { } target && target.Shape == answers[0].Shape;
    }

    /// <summary>Whether what is to be predicted is the noise of a diffusion; networks are then compared by their outputs.</summary>
    internal bool IsNoise { get; init; }

    /// <summary>Whether the first output holds one score for each class.</summary>
    internal bool IsClassifier => isClassifier;

    /// <summary>Whether the samples say what the right answers are.</summary>
    internal bool HasAnswers => hasLabels || hasTarget;

    /// <summary>Every measure there is.</summary>
    internal static ImmutableArray<string> Names { get; } = ["mse", "kl", "agreement", "accuracy", "loss", "cosine", "psnr",
        ImportanceEstimator.FitErrorName];

    /// <summary>Every measure that is not one of candidates alone.</summary>
    internal static ImmutableArray<string> Measures { get; } = Names.Remove(ImportanceEstimator.FitErrorName);

    /// <summary>What is said of a network while it is trained; null where nothing can be said of it alone.</summary>
    internal IQualityMetric? OfTraining => hasLabels ? new AccuracyMetric() : hasTarget ? new PsnrMetric(border) : null;

    /// <summary>What can be said of so many networks: some measures only compare.</summary>
    /// <exception cref="DiagnosticException">DC2109: nothing can be said of one.</exception>
    internal ImmutableArray<IQualityMetric> ForEvaluation(int networks)
    {
        ImmutableArray<IQualityMetric> alone = OfTraining is { } metric ? [metric] : [];
        return networks > 1 ? [.. alone, .. Reported.Where(reported => alone.All(other => other.Name != reported.Name))]
            : alone.IsEmpty ? throw Unfit("quality", "the data has neither labels nor targets; only several models can be compared on it")
            : alone;
    }

    /// <summary>What is reported, the gated one first.</summary>
    internal ImmutableArray<IQualityMetric> Reported =>
        hasLabels ? [new AccuracyMetric(), new AgreementMetric()]
        : isClassifier ? [new AgreementMetric(), new CosineMetric()]
        : IsNoise ? [MseMetric.RelativeTo(answers), new CosineMetric()]
        : hasTarget ? [new PsnrMetric(border), new CosineMetric()]
        : [new CosineMetric()];

    /// <summary>The measure of that name.</summary>
    /// <exception cref="DiagnosticException">There is none, or it needs what is not there.</exception>
    internal IQualityMetric Named(string name) => name switch
    {
        // Plans of fit errors are compared by what they do to the outputs.
        "mse" or ImportanceEstimator.FitErrorName => MseMetric.RelativeTo(answers),
        "cosine" => new CosineMetric(),
        "kl" => isClassifier ? new KlMetric() : throw Unfit(name, "the first output holds no scores of classes"),
        "agreement" => isClassifier ? new AgreementMetric() : throw Unfit(name, "the first output holds no scores of classes"),
        "accuracy" =>
            hasLabels ? new AccuracyMetric()
                : throw Unfit(name, isClassifier ? "the data has no labels" : "the first output holds no scores of classes"),
        "loss" => hasLabels ? new LossMetric()
            : throw Unfit(name, isClassifier ? "the data has no labels" : "the first output holds no scores of classes"),
        "psnr" => hasTarget ? new PsnrMetric(border) : throw Unfit(name, "the preprocessing gives no clean images to compare with"),
        _ => throw SettingValues.Bad("--metric", name, $"there are {string.Join(", ", Names)}"),
    };

    /// <summary>Fails before any work is done for a measure that does not exist.</summary>
    internal static void Check(string name)
    {
        if (!Names.Contains(name))
        {
            throw SettingValues.Bad("--metric", name, $"there are {string.Join(", ", Names)}");
        }
    }

    private static DiagnosticException Unfit(string name, string why) => DiagnosticCatalog.MetricUnfit.Error(null, name, why);
}
