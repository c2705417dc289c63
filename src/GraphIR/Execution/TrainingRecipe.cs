namespace DepthCompress.GraphIR;

/// <summary>How a network is trained.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Optimizer steps in all.</summary>
    public required long Steps { get; init; }

    /// <summary>Samples in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The update rule.</summary>
    public Optimizer Optimizer { get; init; } = new Optimizer.Sgd();

    /// <summary>The learning rate over time.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Factors on the learning rate by name of initializer, a <c>*</c> standing for any text; the first that fits counts; 0 freezes.</summary>
    public ImmutableArray<(string Pattern, double Factor)> LearningRateFactors { get; init; } = [];

    /// <summary>L2 penalty of weights (decoupled for AdamW).</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Whether normalization's parameters and biases decay too.</summary>
    public bool DecayAll { get; init; }

    /// <summary>The probability mass that is taken from the true class and spread over all.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The longest gradient (Euclidean norm over all parameters); 0 for no limit.</summary>
    public double ClipNorm { get; init; }

    /// <summary>The decay of the moving average of weights and statistics, which is then the result; less in the first steps; 0 for none.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Of mixup (Zhang et al. 2018): the parameter of the Beta distribution; 0 for none.</summary>
    public double Mixup { get; init; }

    /// <summary>Whether normalization uses and keeps its statistics instead of the batch's.</summary>
    public bool FreezeStatistics { get; init; }

    /// <summary>Of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Processor threads; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Where it runs.</summary>
    public TrainingDevice Device { get; init; } = TrainingDevice.Auto;

    /// <summary>Half precision (bfloat16) where that is safe; on a GPU only.</summary>
    public bool MixedPrecision { get; init; }

    /// <summary>Steps between checkpoints; the last step is always kept.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>Steps between validations; 0 for once an epoch.</summary>
    public int ValidateEvery { get; init; }

    /// <summary>Validations without a gain after which the run ends and the best state is the result; 0 for never (the last state is the result).</summary>
    public int Patience { get; init; }
}
