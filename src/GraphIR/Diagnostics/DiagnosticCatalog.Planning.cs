namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A per-channel map stays because the convolution in front of it is read elsewhere too.</summary>
    public static DiagnosticDescriptor SharedConvolution =>
        new("DC3001", Severity.Info, "not folded into '{0}', whose result is also read elsewhere", "nothing");

    /// <summary>Two maps do not compose.</summary>
    public static DiagnosticDescriptor DoesNotCompose =>
        new("DC3004", Severity.Warning, "cannot merge with '{0}': {1}", "let the plan move the padding, or fit the segment");
}
