namespace DepthCompress;

/// <summary>How importance is found, as <c>depthcompress.json</c> and the command line say it; null is what was not said.</summary>
internal sealed record ImportanceSettings
{
    /// <summary><c>applied</c>: candidates are run as they are; <c>finetune</c>: after a short training.</summary>
    public string? By { get; init; }

    /// <summary>The protocol of a training: <c>quick</c>, <c>two-stage</c>, <c>layermerge</c>.</summary>
    public string? Preset { get; init; }

    /// <summary>Steps of a training; this and epochs replace each other.</summary>
    public long? Steps { get; init; }

    /// <summary>Passes over the images of a training.</summary>
    public double? Epochs { get; init; }

    /// <summary>Images that are trained on; 0 for all.</summary>
    public int? Images { get; init; }

    /// <summary>The highest learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Images in a step.</summary>
    public int? Batch { get; init; }

    /// <summary>How images are varied.</summary>
    public string? Augment { get; init; }

    /// <summary>Whether single layers that stay are learned anew.</summary>
    public bool? Reinitialize { get; init; }

    /// <summary>Whether rows are compared with the network as it is, not with one trained like them.</summary>
    public bool? UntrainedBaseline { get; init; }

    /// <summary>The loss of quality at half of the steps at which a row is given up; 0 for never.</summary>
    public double? EarlyStop { get; init; }

    /// <summary>Processor threads that train; 0 for all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Processes that work on rows.</summary>
    public int? Workers { get; init; }

    /// <summary>Devices that these processes train on, in turn: <c>cuda:0,cuda:1</c> or <c>cpu</c>.</summary>
    public string? WorkerDevices { get; init; }

    /// <summary>These settings, and those of <paramref name="under"/> where these say nothing.</summary>
    public ImportanceSettings Over(ImportanceSettings under) => new()
    {
        By = By ?? under.By,
        Preset = Preset ?? under.Preset,
        Steps = HasLength ? Steps : under.Steps,
        Epochs = HasLength ? Epochs : under.Epochs,
        Images = Images ?? under.Images,
        LearningRate = LearningRate ?? under.LearningRate,
        Batch = Batch ?? under.Batch,
        Augment = Augment ?? under.Augment,
        Reinitialize = Reinitialize ?? under.Reinitialize,
        UntrainedBaseline = UntrainedBaseline ?? under.UntrainedBaseline,
        EarlyStop = EarlyStop ?? under.EarlyStop,
        Threads = Threads ?? under.Threads,
        Workers = Workers ?? under.Workers,
        WorkerDevices = WorkerDevices ?? under.WorkerDevices,
    };

    /// <summary>What decides the result: not who computes it.</summary>
    internal ImportanceSettings WithoutPlace => this with { Threads = null, Workers = null, WorkerDevices = null };

    private bool HasLength => Steps is not null || Epochs is not null;
}
