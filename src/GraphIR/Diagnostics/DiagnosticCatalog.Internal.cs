namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>An invariant of the compiler is broken.</summary>
    public static DiagnosticDescriptor CompilerBug => new("DC9001", Severity.Error, "internal error: {0}", "please report it with the model, or a reduced one");
}
