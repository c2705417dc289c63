namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A network is to be fine-tuned on nothing.</summary>
    public static DiagnosticDescriptor NoTrainingData => new(
        "DC2690", Severity.Error, "there is nothing to train on", "name training samples, or leave fine-tuning out");
}
