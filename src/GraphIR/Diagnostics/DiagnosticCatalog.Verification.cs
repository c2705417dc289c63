namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
}
