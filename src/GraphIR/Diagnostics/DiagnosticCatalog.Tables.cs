namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A table file is not one.</summary>
    public static DiagnosticDescriptor TableUnreadable =>
        new("DC2501", Severity.Error, "the tables cannot be read: {0}", "name another file with --tables, or delete this one");

    /// <summary>A table file cannot be written.</summary>
    public static DiagnosticDescriptor TableNotWritable =>
        new("DC2502", Severity.Error, "the tables cannot be written: {0}", "name a file in a writable folder with --tables");

    /// <summary>Tables in the published formats belong to published methods.</summary>
    public static DiagnosticDescriptor NoPublishedTables =>
        new("DC2120", Severity.Error, "{0}: method '{1}' has no published table format",
            "choose --method two-stage, layermerge or layer-only");

    /// <summary>There is nothing to export.</summary>
    public static DiagnosticDescriptor TableEmpty =>
        new("DC2121", Severity.Error, "the tables hold no {0} of this model, method and machine",
            "fill them with 'depthcompress {1}' and the same options");

    /// <summary>A file beside a table is not what it should be.</summary>
    public static DiagnosticDescriptor TableIdentityUnreadable =>
        new("DC2122", Severity.Error, "this does not say what a table is of: {0}",
            "export the table anew, or remove this file and the table counts as one of unknown origin");

    /// <summary>A table file is to be united with itself.</summary>
    public static DiagnosticDescriptor TableMergedWithItself =>
        new("DC2123", Severity.Error, "it is both target and source", "name the sources behind the target, each another file");

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
