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
}
