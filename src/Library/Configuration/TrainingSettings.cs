namespace DepthCompress;

/// <summary>How networks are trained, as <c>depthcompress.json</c> and the command line say it; null is what was not said.</summary>
internal sealed record TrainingSettings
{
    /// <summary>What holds where nothing else is said: the recipe of a paper.</summary>
    public string? Preset { get; init; }

    /// <summary>The length in passes over the training images; this, steps and minutes replace each other.</summary>
    public double? Epochs { get; init; }

    /// <summary>The length in steps.</summary>
    public long? Steps { get; init; }

    /// <summary>The length in minutes of this machine; how many steps these are is tried out at the start.</summary>
    public double? Minutes { get; init; }

    /// <summary><c>sgd</c> or <c>adamw</c>.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The highest learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Of SGD.</summary>
    public double? Momentum { get; init; }

    /// <summary><c>cosine</c>, <c>linear</c>, <c>step</c> or <c>none</c>.</summary>
    public string? Schedule { get; init; }

    /// <summary>Where the step schedule lowers the rate to a tenth, as parts of the run.</summary>
    public ImmutableArray<double>? Milestones { get; init; }

    /// <summary>Steps, or a part of the run such as <c>5%</c>.</summary>
    public string? WarmUp { get; init; }

    /// <summary>L2 penalty.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether normalization and biases decay too.</summary>
    public bool? DecayAll { get; init; }

    /// <summary>The probability mass that is spread over all classes.</summary>
    public double? LabelSmoothing { get; init; }

    /// <summary>The longest gradient; 0 for no limit.</summary>
    public double? Clip { get; init; }

    /// <summary>The decay of the moving average of the weights; 0 for none.</summary>
    public double? Ema { get; init; }

    /// <summary>The parameter of mixup; 0 for none.</summary>
    public double? Mixup { get; init; }

    /// <summary>How images are varied: <c>crop4+flip</c>, <c>none</c>.</summary>
    public string? Augment { get; init; }

    /// <summary>Samples in a step.</summary>
    public int? Batch { get; init; }

    /// <summary>Processor threads; 0 for all cores.</summary>
    public int? Threads { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string? Device { get; init; }

    /// <summary>Half precision where that is safe, on a GPU.</summary>
    public bool? MixedPrecision { get; init; }

    /// <summary>Whether normalization keeps its statistics.</summary>
    public bool? FreezeStatistics { get; init; }

    /// <summary>Factors on the learning rate by name of weight: <c>stem*=0.1</c>.</summary>
    public ImmutableArray<string>? LearningRateFactors { get; init; }

    /// <summary>Validations without a gain after which training ends; 0 for never.</summary>
    public int? Patience { get; init; }

    /// <summary>Steps between validations; 0 for once an epoch.</summary>
    public int? ValidateEvery { get; init; }

    /// <summary>Training images that are held out to validate on; at most a fifth of them.</summary>
    public int? ValidationCount { get; init; }

    /// <summary>The file that keeps the state of a run.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps between two states that are kept.</summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>The network that is imitated; null for the original.</summary>
    public string? Teacher { get; init; }

    /// <summary>Whether a teacher is imitated at all.</summary>
    public bool? Distillation { get; init; }

    /// <summary>The part of the loss that comes from the teacher.</summary>
    public double? DistillWeight { get; init; }

    /// <summary>What logits are divided by.</summary>
    public double? Temperature { get; init; }

    /// <summary>The weight of agreement at inner values; 0 for none.</summary>
    public double? FeatureWeight { get; init; }

    /// <summary>These settings, and those of <paramref name="under"/> where these say nothing.</summary>
    public TrainingSettings Over(TrainingSettings under) => new()
    {
        Preset = Preset ?? under.Preset,
        Epochs = HasLength ? Epochs : under.Epochs,
        Steps = HasLength ? Steps : under.Steps,
        Minutes = HasLength ? Minutes : under.Minutes,
        Optimizer = Optimizer ?? under.Optimizer,
        LearningRate = LearningRate ?? under.LearningRate,
        Momentum = Momentum ?? under.Momentum,
        Schedule = Schedule ?? under.Schedule,
        Milestones = Milestones ?? under.Milestones,
        WarmUp = WarmUp ?? under.WarmUp,
        WeightDecay = WeightDecay ?? under.WeightDecay,
        DecayAll = DecayAll ?? under.DecayAll,
        LabelSmoothing = LabelSmoothing ?? under.LabelSmoothing,
        Clip = Clip ?? under.Clip,
        Ema = Ema ?? under.Ema,
        Mixup = Mixup ?? under.Mixup,
        Augment = Augment ?? under.Augment,
        Batch = Batch ?? under.Batch,
        Threads = Threads ?? under.Threads,
        Device = Device ?? under.Device,
        MixedPrecision = MixedPrecision ?? under.MixedPrecision,
        FreezeStatistics = FreezeStatistics ?? under.FreezeStatistics,
        LearningRateFactors = LearningRateFactors ?? under.LearningRateFactors,
        Patience = Patience ?? under.Patience,
        ValidateEvery = ValidateEvery ?? under.ValidateEvery,
        ValidationCount = ValidationCount ?? under.ValidationCount,
        Checkpoint = Checkpoint ?? under.Checkpoint,
        CheckpointEvery = CheckpointEvery ?? under.CheckpointEvery,
        Teacher = Teacher ?? under.Teacher,
        Distillation = Distillation ?? under.Distillation,
        DistillWeight = DistillWeight ?? under.DistillWeight,
        Temperature = Temperature ?? under.Temperature,
        FeatureWeight = FeatureWeight ?? under.FeatureWeight,
    };

    /// <summary>What decides the result: not where it runs, nor where and how often its state is kept.</summary>
    internal TrainingSettings WithoutPlace => this with { Threads = null, Device = null, Checkpoint = null, CheckpointEvery = null };

    private bool HasLength => Epochs is not null || Steps is not null || Minutes is not null;
}
