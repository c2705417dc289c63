namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A finished result belongs to other settings.</summary>
    public static DiagnosticDescriptor ComparisonOutdated => new(
        "DC2660", Severity.Warning,
        "the result of {0} was made by another version, or for another model, machine or settings: it is made anew",
        "name another --output-dir to keep both");

    /// <summary>A finished result cannot be read.</summary>
    public static DiagnosticDescriptor ComparisonDamaged => new(
        "DC2661", Severity.Warning, "the result of {0} cannot be used: {1}; it is made anew", "nothing needs to be done");

    /// <summary>One part of a comparison failed.</summary>
    public static DiagnosticDescriptor ComparisonPairFailed => new(
        "DC2662", Severity.Warning, "{0} failed: {1}; the others go on", "start the same command again once its reason is mended");

    /// <summary>Something is asked for that would make a comparison unfair or ambiguous.</summary>
    public static DiagnosticDescriptor ComparisonOption => new(
        "DC2663", Severity.Error, "{0} cannot be used with 'compare': {1}", "leave it out");

    /// <summary>A limit on a loss that nobody estimates.</summary>
    public static DiagnosticDescriptor QualityNotEstimated => new(
        "DC2664", Severity.Error, "the method '{0}' estimates no loss of quality, so no plan can be chosen by --max-drop",
        "name a speed instead, or use another method; 'compress' measures the loss of the result with every method");
}
