namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A network has no channels that may go.</summary>
    public static DiagnosticDescriptor NothingToNarrow =>
        new("DC3301", Severity.Error, "no channels can be removed: {0}", "choose another method, or compress the depth instead");

    /// <summary>The target goes beyond what the constraints allow.</summary>
    public static DiagnosticDescriptor WidthUnreachable =>
        new("DC3302", Severity.Error, "{0} of the {1} cannot be removed; the most that can be is {2}",
            "ask for less, or allow fewer channels with --min-channels, --min-part or --align");

    /// <summary>A criterion needs a normalization that the network lacks.</summary>
    public static DiagnosticDescriptor NoScales =>
        new("DC3303", Severity.Error, "the method 'bn' needs batch normalizations behind the layers, and this network has none",
            "take the file from before they were folded, or another --method");

    /// <summary>A plan names a group that the network lacks, or units that it lacks.</summary>
    public static DiagnosticDescriptor WidthPlanUnknown =>
        new("DC3304", Severity.Error, "the plan does not fit the network: {0}", "make the plan again for this model");

    /// <summary>A plan of channels is not one.</summary>
    public static DiagnosticDescriptor WidthPlanUnreadable =>
        new("DC3305", Severity.Error, "this is no plan of channels: {0}",
            "write it with 'prune', or see docs/schemas/width-plan.schema.json");

    /// <summary>Channels stay because of a node that does not let them go.</summary>
    public static DiagnosticDescriptor ChannelsPinned =>
        new("DC3306", Severity.Info, "keeps all its channels: {0}", "nothing");

    /// <summary>A layer cannot have so many groups of filters.</summary>
    public static DiagnosticDescriptor TooManyGroups =>
        new("DC3310", Severity.Error, "{0} groups of filters are wanted, and this layer has {1} filters", "ask for fewer groups with --groups, at least 1");

    /// <summary>Dropping channels of groups cannot remove so much.</summary>
    public static DiagnosticDescriptor GroupsUnreachable =>
        new("DC3311", Severity.Error, "{0} of the {1} cannot be removed by dropping channels of groups; the most that can be is {2}",
            "ask for less, use more groups, or leave out --align and --min-channels; the stem, shortcuts and the classifier always stay");

    /// <summary>The penalty left too little to choose from.</summary>
    public static DiagnosticDescriptor GroupsCollapsed =>
        new("DC3312", Severity.Error, "the penalty alone has removed {0} of the {1}, where {2} are wanted", "lower --lambda, or learn for more steps");

    /// <summary>A network has no convolution whose kernels could be removed one by one.</summary>
    public static DiagnosticDescriptor NothingPrunable =>
        new("DC3330", Severity.Error, "no convolution can be pruned kernel by kernel: {0}", "remove whole channels instead, with --method l1, bn or taylor");

    /// <summary>The kernels of a convolution stay because of what stands around it.</summary>
    public static DiagnosticDescriptor KernelsStay =>
        new("DC3331", Severity.Info, "keeps all its kernels: {0}", "nothing");

    /// <summary>No number of channels in the list is less than what the layers have.</summary>
    public static DiagnosticDescriptor NothingNarrower =>
        new("DC3340", Severity.Error, "no layer becomes narrower: of the ranks {0} in multiples of {1} none is below what a layer has and costs less",
            "name smaller ones with --ranks, a smaller --rank-align, or more --families");

    /// <summary>A plan mixes what cannot be mixed.</summary>
    public static DiagnosticDescriptor MixedWidthPlan =>
        new("DC3350", Severity.Error, "the plan removes channels of groups and single kernels of layers", "make two plans of it, and apply one after the other");
}
