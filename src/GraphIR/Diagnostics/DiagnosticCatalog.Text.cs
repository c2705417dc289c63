namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A <c>.dcir</c> text does not follow the grammar, or contradicts itself.</summary>
    public static DiagnosticDescriptor TextSyntax =>
        new("DC1901", Severity.Error, "line {0}, column {1}: {2}", "mend the line; docs/dcir.md has the grammar");
}
