namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A preprocessing that makes images and steps, for a network that takes something else.</summary>
    public static DiagnosticDescriptor NoStepInput => new(
        "DC2675", Severity.Error, "preprocessing '{0}' makes images and their steps of time, but the model takes {1}",
        "wanted are an image in floating point with four axes, and 32- or 64-bit integers with one axis; name another preprocessing");
}
