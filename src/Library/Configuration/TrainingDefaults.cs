namespace DepthCompress;

/// <summary>What holds for training where nothing was said.</summary>
internal static class TrainingDefaults
{
    /// <summary>For a network from its first weights.</summary>
    internal static TrainingSettings Train { get; } = new()
    {
        Epochs = 30,
        Optimizer = "sgd",
        Momentum = 0.9,
        Schedule = "cosine",
        Milestones = [0.5, 0.75],
        WarmUp = "5%",
        DecayAll = false,
        LabelSmoothing = 0,
        Clip = 0,
        Ema = 0,
        Mixup = 0,
        Augment = "crop4+flip",
        Batch = 128,
        Threads = 0,
        Device = "auto",
        MixedPrecision = false,
        FreezeStatistics = false,
        LearningRateFactors = [],
        Patience = 0,
        ValidateEvery = 0,
        ValidationCount = 500,
        CheckpointEvery = 200,
        Distillation = false,
        DistillWeight = 0.9,
        Temperature = 4,
        FeatureWeight = 0,
    };

    /// <summary>For a network that knows something already: without a limit on the gradient it is lost within the warm-up.</summary>
    internal static TrainingSettings FineTune { get; } = Train with { Epochs = 10, Clip = 1, Distillation = true };

    /// <summary>The learning rate and the weight decay, which depend on the optimizer.</summary>
    internal static TrainingSettings Rates(string optimizer, bool fineTunes) => optimizer switch
    {
        "adamw" => new TrainingSettings { LearningRate = fineTunes ? 5e-4 : 2e-3, WeightDecay = 0.02 },
        _ => new TrainingSettings { LearningRate = fineTunes ? 0.03 : 0.1, WeightDecay = fineTunes ? 1e-4 : 5e-4 },
    };
}
