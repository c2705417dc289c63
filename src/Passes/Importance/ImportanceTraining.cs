using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Importance;

/// <summary>How the network of a candidate is trained before it is scored. Equal ones give equal rows.</summary>
public sealed record ImportanceTraining
{
    /// <summary>Steps of every training; null to count epochs.</summary>
    public long? Steps { get; init; }

    /// <summary>Passes over the images, where steps are not counted.</summary>
    public double Epochs { get; init; } = 1;

    /// <summary>Images that are trained on; null for all.</summary>
    public int? Images { get; init; }

    /// <summary>Everything else about the training; its length and the warm-up are those of this record.</summary>
    public required TrainingRecipe Recipe { get; init; }

    /// <summary>The part of the run in which the learning rate grows.</summary>
    public double WarmUp { get; init; }

    /// <summary>
    /// Whether a convolution that stays as it is, with an activation added or not, is learned from random weights, as the published programs
    /// do: keeping a layer has a price then, comparable with that of replacing others.
    /// </summary>
    public bool Reinitializes { get; init; }

    /// <summary>
    /// Whether the unchanged network is trained the same way to compare with. The published programs compare with the network as it is, and
    /// so count what the training itself does to any network as the candidate's doing.
    /// </summary>
    public bool TrainsBaseline { get; init; } = true;

    /// <summary>
    /// A row ends after half of its steps where it is this much worse than the baseline then, in the measure's unit; null for never. The rule
    /// looks at no other row, so that a table does not depend on the order in which it is filled.
    /// </summary>
    public double? HopelessDrop { get; init; }

    /// <summary>The part of the loss that comes from the original's answers; 1 needs no labels.</summary>
    public double DistillationWeight { get; init; }

    /// <summary>Of the softmax over the answers of both.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Whether answers are no scores of classes and are compared by their squared difference.</summary>
    public bool Regression { get; init; }

    /// <summary>Ours: seconds to minutes a row on a processor, strong enough to win back what normalization alone does not repair.</summary>
    public static ImportanceTraining Quick { get; } = new()
    {
        Steps = 30,
        Images = 1920,
        WarmUp = 0.1,
        Recipe = new()
        {
            Steps = 1,
            BatchSize = 64,
            Schedule = new() { Peak = 0.05 },
            WeightDecay = 1e-4,
            ClipNorm = 1,
        },
    };

    /// <summary>Two-stage DP (ICML'23): one epoch over all training images.</summary>
    public static ImportanceTraining TwoStage { get; } = new()
    {
        Reinitializes = true,
        TrainsBaseline = false,
        Recipe = new()
        {
            Steps = 1,
            BatchSize = 256,
            Schedule = new() { Peak = 0.1 },
            WeightDecay = 1e-5,
            DecayAll = true,
        },
    };

    /// <summary>LayerMerge (ICML'24): one epoch over 50 000 images.</summary>
    public static ImportanceTraining LayerMerge { get; } = TwoStage with { Images = 50_000 };

    /// <summary>The recipe where there are so many images.</summary>
    public TrainingRecipe RecipeFor(int images)
    {
        var steps = Steps ?? (long)Math.Max(1, Math.Ceiling(Epochs * images / Recipe.BatchSize));
        return Recipe with { Steps = steps, Schedule = Recipe.Schedule with { WarmUp = (long)Math.Round(steps * WarmUp) }, Patience = 0 };
    }

    /// <summary>Everything that changes a row, as its key says it; not where it is computed.</summary>
    public string Describe(int images)
    {
        var recipe = RecipeFor(images);
        var (schedule, optimizer) = (recipe.Schedule, recipe.Optimizer switch
        {
            Optimizer.Sgd sgd => FormattableString.Invariant($"sgd {sgd.Momentum}{(sgd.Nesterov ? " nesterov" : "")}"),
            Optimizer.AdamW adam => FormattableString.Invariant($"adamw {adam.Beta1} {adam.Beta2} {adam.Epsilon}"),
            var other => throw new CompilerBugException($"{other} has no text"),
        });
        string[] parts =
        [
            FormattableString.Invariant($"trained {recipe.Steps}x{recipe.BatchSize} {optimizer} lr={schedule.Peak} {schedule.Decline}"),
            FormattableString.Invariant($"warmup={schedule.WarmUp} decay={recipe.WeightDecay}{(recipe.DecayAll ? " all" : "")}"),
            FormattableString.Invariant($"clip={recipe.ClipNorm} smoothing={recipe.LabelSmoothing} seed={recipe.Seed}"),
            FormattableString.Invariant($"distilled={DistillationWeight} t={Temperature}{(Regression ? " regression" : "")}"),
            Reinitializes ? "single layers anew" : "single layers kept",
            TrainsBaseline ? "baseline trained" : "baseline untrained",
            .. HopelessDrop is { } drop ? [FormattableString.Invariant($"hopeless={drop}")] : Array.Empty<string>(),
        ];
        return string.Join(' ', parts);
    }
}
