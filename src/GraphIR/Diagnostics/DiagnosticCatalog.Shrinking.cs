namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>DepthShrinker finds nothing to shrink.</summary>
    public static DiagnosticDescriptor NoShrinkableBlock =>
        new("DC3260", Severity.Error, "no block of this network becomes one convolution without its inner activations; {0}",
            "see 'depthcompress inspect' for its layers, or use another --method");

    /// <summary>More units are to be kept than there are.</summary>
    public static DiagnosticDescriptor KeepsMoreThanThereIs =>
        new("DC3261", Severity.Error, "{0} units are to be kept, but only {1} can be removed at all",
            "give --keep a smaller number, or a part such as 40%");

    /// <summary>An architecture of another network.</summary>
    public static DiagnosticDescriptor UnitsOfAnotherLength =>
        new("DC3262", Severity.Error, "--units lists {0} units, this network has {1}: {2}", "give one 0 or 1 for each of them, in this order");

    /// <summary>A unit was not measured.</summary>
    public static DiagnosticDescriptor UnitWithoutLatency =>
        new("DC3263", Severity.Error, "the latency table has no row for the unit '{0}'",
            "complete it with 'depthcompress profile --method depthshrinker'");

    /// <summary>The search was still changing its mind.</summary>
    public static DiagnosticDescriptor SearchNotSettled =>
        new("DC3264", Severity.Warning, "in its last free epoch the search still chose {0} of {1} units differently from step to step",
            "search longer with --search-epochs, or lower --gate-lr");

    /// <summary>No convolution can be expanded.</summary>
    public static DiagnosticDescriptor NothingToExpand =>
        new("DC3266", Severity.Error, "no layer that --expand-layers '{0}' fits can be expanded; those that can are {1}",
            "name dense convolutions larger than 1x1 behind the first layer, '*' standing for any text");

    /// <summary>An expanded block cannot be merged back.</summary>
    public static DiagnosticDescriptor BlockLost =>
        new("DC3267", Severity.Error, "the block made of '{0}' cannot be merged back: {1}", "leave it out with --expand-layers");

    /// <summary>A block that looks like a unit and is none.</summary>
    public static DiagnosticDescriptor BlockNotShrinkable =>
        new("DC3265", Severity.Info, "the block '{0}' cannot be shrunk: {1}", "nothing");
}
