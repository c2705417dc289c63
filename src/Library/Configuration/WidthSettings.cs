namespace DepthCompress;

/// <summary>How the methods of <c>prune</c> that learn are set, as <c>depthcompress.json</c> and the command line say it; null is what was not said.</summary>
internal sealed record WidthSettings
{
    /// <summary>What holds where nothing else is said: <c>short</c> or <c>published</c>.</summary>
    public string? Preset { get; init; }

    /// <summary>Groups of every layer.</summary>
    public int? Groups { get; init; }

    /// <summary>The strength of the penalty.</summary>
    public double? Lambda { get; init; }

    /// <summary>The filters that go from every layer: a part such as <c>25%</c>.</summary>
    public string? Ratio { get; init; }

    /// <summary>Which channels go with removed filters.</summary>
    public string? Mode { get; init; }

    /// <summary>The length of the learning in passes over the training images; this and steps replace each other.</summary>
    public double? LearnEpochs { get; init; }

    /// <summary>The length of the learning in steps.</summary>
    public long? LearnSteps { get; init; }

    /// <summary>The highest learning rate of the learning.</summary>
    public double? LearnRate { get; init; }

    /// <summary>The form that layers are written in.</summary>
    public string? Layout { get; init; }

    /// <summary>The file that keeps the finished learning.</summary>
    public string? Learned { get; init; }

    /// <summary>These settings, and those of <paramref name="under"/> where these say nothing.</summary>
    public WidthSettings Over(WidthSettings under) => new()
    {
        Preset = Preset ?? under.Preset,
        Groups = Groups ?? under.Groups,
        Lambda = Lambda ?? under.Lambda,
        Ratio = Ratio ?? under.Ratio,
        Mode = Mode ?? under.Mode,
        LearnEpochs = HasLength ? LearnEpochs : under.LearnEpochs,
        LearnSteps = HasLength ? LearnSteps : under.LearnSteps,
        LearnRate = LearnRate ?? under.LearnRate,
        Layout = Layout ?? under.Layout,
        Learned = Learned ?? under.Learned,
    };

    /// <summary>What decides the result: not where its state lies.</summary>
    internal WidthSettings WithoutPlace => this with { Learned = null };

    private bool HasLength => LearnEpochs is not null || LearnSteps is not null;
}
