namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A table file is not one.</summary>
    public static DiagnosticDescriptor TableUnreadable =>
        new("DC2501", Severity.Error, "the tables cannot be read: {0}", "name another file with --tables, or delete this one");

    /// <summary>A table file cannot be written.</summary>
    public static DiagnosticDescriptor TableNotWritable =>
        new("DC2502", Severity.Error, "the tables cannot be written: {0}", "name a file in a writable folder with --tables");
}
