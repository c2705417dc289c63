namespace DepthCompress.GraphIR;

/// <summary>About latencies that nobody should rely on for ever: DC2780 to DC2782.</summary>
public static partial class DiagnosticCatalog
{
    /// <summary>The machine was busy while latencies were measured.</summary>
    public static DiagnosticDescriptor RowsNoisy => new(
        "DC2780", Severity.Warning, "{0} of {1} latencies are noisy: their confidence intervals are wider than 5 % to either side",
        "run the command again when nothing else runs: it measures them anew; 'tables list' says how many there are");

    /// <summary>A plan promised more than its result holds.</summary>
    public static DiagnosticDescriptor RowsPromisedMore => new(
        "DC2781", Severity.Warning,
        "the latency table promised {0:0.00} of the original's latency, measured are at least {1:0.00}; the {2} rows behind the plan are in doubt",
        "run the command again when nothing else runs: it measures them anew");

    /// <summary>What an earlier run doubted.</summary>
    public static DiagnosticDescriptor RowsMeasuredAnew => new(
        "DC2782", Severity.Info, "{0} rows of the latency table that an earlier run doubted were measured anew", "nothing is to be done");
}
