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
}
