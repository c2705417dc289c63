namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>Settings under which the iteration that makes factors binary cannot be stable.</summary>
    public static DiagnosticDescriptor FactorsUnstable => new(
        "DC3320", Severity.Error, "the factors of filters would diverge: rate × trade-off × last penalty is {0}, and must stay below 1",
        "lower the rate of the factors or the last penalty");

    /// <summary>Factors of filters went astray.</summary>
    public static DiagnosticDescriptor FactorsDiverge => new(
        "DC3321", Severity.Error, "the factors of '{0}' diverge: one is {2} in step {1}",
        "lower the rate of the factors or that of the weights, or make the run longer, and begin anew; the checkpoint before it is kept");

    /// <summary>Not even the fewest filters reach the target.</summary>
    public static DiagnosticDescriptor FactorTargetUnreachable => new(
        "DC3322", Severity.Error, "{0} of the {1} cannot be removed by selecting filters in the mode '{2}'; the most that can be is {3}",
        "ask for less, take another mode (official removes most), or allow fewer filters with --min-channels, --min-part or --align");

    /// <summary>A network whose filters all have to stay.</summary>
    public static DiagnosticDescriptor NothingToSelect => new(
        "DC3323", Severity.Error, "there are no filters to select in the mode '{0}': {1}",
        "choose another mode or another method, or compress the depth instead");

    /// <summary>An option of the selection of filters that makes no sense.</summary>
    public static DiagnosticDescriptor BadFactorOption => new(
        "DC3324", Severity.Error, "the option '{0}' of the selection of filters cannot be used: {1}", "give it another value, or leave it out");
}
