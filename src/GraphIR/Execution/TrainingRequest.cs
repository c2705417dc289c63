namespace DepthCompress.GraphIR;

/// <summary>What a training run is to do.</summary>
public sealed record TrainingRequest
{
    /// <summary>What it learns from.</summary>
    public required ITrainingData Data { get; init; }

    /// <summary>How it learns.</summary>
    public required TrainingRecipe Recipe { get; init; }

    /// <summary>The network it imitates; null to learn from labels or targets alone.</summary>
    public Distillation? Teacher { get; init; }

    /// <summary>Samples that progress, early stopping and the choice of the best state go by; null for none.</summary>
    public CalibrationSet? Validation { get; init; }

    /// <summary>The measure on <see cref="Validation"/>; more is better.</summary>
    public IQualityMetric? Metric { get; init; }

    /// <summary>Activations that learn whether they are needed; null for none.</summary>
    public ActivationGates? Gates { get; init; }

    /// <summary>Filters that learn groups; null for none.</summary>
    public GroupLearning? Groups { get; init; }

    /// <summary>Factors that become binary; null for none.</summary>
    public FactorLearning? Factors { get; init; }

    /// <summary>Initializers of which parts stay zero: for each a tensor of its shape that is 0 there and 1 elsewhere.</summary>
    public IReadOnlyDictionary<Value, Tensor> Masks { get; init; } = ImmutableDictionary<Value, Tensor>.Empty;

    /// <summary>The file that keeps the state of the run; an existing one of the same run is resumed. Null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What may have it stand still between two steps; null for nothing. It changes nothing in the result.</summary>
    public ITrainingPause? Pause { get; init; }
}
