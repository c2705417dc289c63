namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>An invariant of the compiler is broken.</summary>
    public static DiagnosticDescriptor CompilerBug => new("DC9001", Severity.Error, "internal error: {0}", "please report it with the model, or a reduced one");

    /// <summary>A graph breaks one of the invariants that every graph has.</summary>
    public static DiagnosticDescriptor BrokenGraph => new("DC9002", Severity.Error, "the graph does not hold together: {0}", "please report it with the model, or a reduced one");
}
