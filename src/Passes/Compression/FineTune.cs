using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Compression;

/// <summary>How a compressed network is trained after its convolutions were solved for.</summary>
/// <remarks>
/// The defaults suit a network that computes nearly the right thing already: a low rate that grows over the first twentieth of the run,
/// since a high one at once throws away what the fit gained, then falls to nothing.
/// </remarks>
public sealed record FineTune
{
    /// <summary>How long.</summary>
    public required TrainingBudget Budget { get; init; }

    /// <summary>The recipe of a run of so many steps.</summary>
    public Func<long, TrainingRecipe> Recipe { get; init; } = Gentle;

    /// <summary>The part of the loss that comes from the original's answers; 0: labels alone, 1: no labels. Without labels it is 1.</summary>
    public double DistillationWeight { get; init; } = 0.9;

    /// <summary>Of the softmax over the answers of both.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Whether answers are compared by their squared difference; null: unless the quality measure is a classifier's.</summary>
    public bool? Regression { get; init; }

    /// <summary>Where values inside are compared too.</summary>
    public FeatureMatching Features { get; init; }

    /// <summary>The weight of that comparison.</summary>
    public double FeatureWeight { get; init; } = 1;

    /// <summary>Whether normalization is put back for the training; null: unless the network has a normalization of another kind.</summary>
    public bool? RestoreNormalization { get; init; }

    /// <summary>The file that keeps the state of the training; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The recipe that a fit is followed by, unless told otherwise.</summary>
    public static TrainingRecipe Gentle(long steps) => new()
    {
        Steps = steps,
        BatchSize = 128,
        Optimizer = new Optimizer.Sgd(0.9, Nesterov: true),
        Schedule = new LearningRateSchedule { Peak = 0.03, WarmUp = steps / 20 },
        WeightDecay = 1e-4,

        // At the peak a gradient is several times as long; without the limit the fit is lost within the warm-up.
        ClipNorm = 1,
    };

    /// <summary>Whether answers are no logits.</summary>
    internal bool IsRegression(IQualityMetric quality) => Regression ?? quality.Name is not ("accuracy" or "agreement" or "kl" or "loss");

    /// <summary>Whether this network is to get its normalization back.</summary>
    internal bool Restores(Graph graph) => RestoreNormalization ?? LacksNormalization(graph);

    /// <summary>Whether a network without batch normalization has no normalization of another kind either.</summary>
    internal static bool LacksNormalization(Graph graph) =>
        !graph.Nodes.Any(node => node.Op is GroupNormalization or InstanceNormalization or LayerNormalization);
}
