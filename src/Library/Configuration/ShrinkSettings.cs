namespace DepthCompress;

/// <summary>How <c>depthshrinker</c> is set, as <c>depthcompress.json</c> and the command line say it; null is what was not said.</summary>
internal sealed record ShrinkSettings
{
    /// <summary>The units that are kept: a number, or a part such as <c>40%</c>.</summary>
    public string? Keep { get; init; }

    /// <summary>An architecture: 1 or 0 for every unit.</summary>
    public string? Units { get; init; }

    /// <summary>The length of the search in passes over the training images; this and steps replace each other.</summary>
    public double? SearchEpochs { get; init; }

    /// <summary>The length of the search in steps.</summary>
    public long? SearchSteps { get; init; }

    /// <summary>The weight of the latency in the search's loss.</summary>
    public double? LatencyWeight { get; init; }

    /// <summary>Whether each activation has a score of its own.</summary>
    public bool? SingleGates { get; init; }

    /// <summary>A factor on the learning rate of scores.</summary>
    public double? GateRate { get; init; }

    /// <summary>Whether gradients of scores are divided by the number of elements they add up.</summary>
    public bool? DivideByElements { get; init; }

    /// <summary>The last part of the search, in which the choice stands.</summary>
    public string? FreezeChoice { get; init; }

    /// <summary><c>auto</c>, <c>relu6</c> or <c>none</c>.</summary>
    public string? TrailingActivation { get; init; }

    /// <summary>Whether depthwise-separable blocks without expansion are merged too.</summary>
    public bool? MergeSeparable { get; init; }

    /// <summary>These settings, and those of <paramref name="under"/> where these say nothing.</summary>
    public ShrinkSettings Over(ShrinkSettings under) => new()
    {
        Keep = Keep ?? under.Keep,
        Units = Units ?? under.Units,
        SearchEpochs = HasLength ? SearchEpochs : under.SearchEpochs,
        SearchSteps = HasLength ? SearchSteps : under.SearchSteps,
        LatencyWeight = LatencyWeight ?? under.LatencyWeight,
        SingleGates = SingleGates ?? under.SingleGates,
        GateRate = GateRate ?? under.GateRate,
        DivideByElements = DivideByElements ?? under.DivideByElements,
        FreezeChoice = FreezeChoice ?? under.FreezeChoice,
        TrailingActivation = TrailingActivation ?? under.TrailingActivation,
        MergeSeparable = MergeSeparable ?? under.MergeSeparable,
    };

    private bool HasLength => SearchEpochs is not null || SearchSteps is not null;
}
