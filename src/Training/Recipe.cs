namespace DepthCompress.Training;

/// <summary>
/// How a network is trained. Names and defaults are those of <c>training</c> in <c>depthcompress.json</c>; null is what is not said. What is
/// not here can be said in the settings file (<see cref="NetworkOptions.Config"/>).
/// </summary>
public sealed record Recipe
{
    /// <summary>What holds where nothing else is said: the recipe of a paper, <c>depthshrinker</c>.</summary>
    public string? Preset { get; init; }

    /// <summary>The length in passes over the training images; this, steps and minutes replace each other. Default: 10.</summary>
    public double? Epochs { get; init; }

    /// <summary>The length in steps.</summary>
    public long? Steps { get; init; }

    /// <summary>The length in minutes of this machine; how many steps these are is tried out at the start.</summary>
    public double? Minutes { get; init; }

    /// <summary><c>sgd</c> or <c>adamw</c>. Default: <c>sgd</c>.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The highest learning rate. Default: 0.03, with <c>adamw</c> 0.0005.</summary>
    public double? LearningRate { get; init; }

    /// <summary>L2 penalty. Default: 0.0001, with <c>adamw</c> 0.02.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>How images are varied: <c>crop4+flip</c>, <c>none</c>. Default: <c>crop4+flip</c>.</summary>
    public string? Augment { get; init; }

    /// <summary>Samples in a step. Default: 128.</summary>
    public int? Batch { get; init; }

    /// <summary>Processor threads; 0 for all cores. Default: 0.</summary>
    public int? Threads { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>. Default: <c>auto</c>.</summary>
    public string? Device { get; init; }

    /// <summary>The file that keeps the state of a run, so that it goes on where it was stopped. Default: beside the tables.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Whether the original is imitated. Default: it is.</summary>
    public bool? Distillation { get; init; }

    /// <summary>The part of the loss that comes from the original. Default: 0.9.</summary>
    public double? DistillWeight { get; init; }

    /// <summary>What answers are divided by before they are compared. Default: 4.</summary>
    public double? Temperature { get; init; }

    /// <summary>The weight of agreement at inner values; 0 for none. Default: 0.</summary>
    public double? FeatureWeight { get; init; }

    internal TrainingSettings ToSettings() => new()
    {
        Preset = Preset,
        Epochs = Epochs,
        Steps = Steps,
        Minutes = Minutes,
        Optimizer = Optimizer,
        LearningRate = LearningRate,
        WeightDecay = WeightDecay,
        Augment = Augment,
        Batch = Batch,
        Threads = Threads,
        Device = Device,
        Checkpoint = Checkpoint,
        Distillation = Distillation,
        DistillWeight = DistillWeight,
        Temperature = Temperature,
        FeatureWeight = FeatureWeight,
    };

    /// <summary>This recipe over what settings say, whole.</summary>
    internal static TrainingSettings Complete(Recipe? recipe, Settings settings)
    {
        var said = recipe?.ToSettings() ?? new TrainingSettings();
        return (settings.Training is { } under ? said.Over(under) : said).Complete(fineTunes: true);
    }
}
