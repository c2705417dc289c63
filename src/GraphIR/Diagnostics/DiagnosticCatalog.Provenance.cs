namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A model does not say where it comes from.</summary>
    public static DiagnosticDescriptor NoProvenance => new(
        "DC5040", Severity.Error, "the model does not say where it comes from: it was not made by this program, or by a version before provenance",
        "make it again; a model that went through another program keeps its metadata only if that program does");

    /// <summary>What a model says about its origin cannot be understood.</summary>
    public static DiagnosticDescriptor ProvenanceUnreadable => new(
        "DC5041", Severity.Error, "what the model says about where it comes from cannot be read: {0}", "make it again");

    /// <summary>A model is not what it says, or does not come from what was named.</summary>
    public static DiagnosticDescriptor ProvenanceDiffers => new(
        "DC5042", Severity.Error, "{0}: the model says {1}, found was {2}", "use the files it was made from, or make it again");
}
