namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>The user stopped a training run whose state is kept.</summary>
    public static DiagnosticDescriptor TrainingInterrupted => new("DC2610", Severity.Error,
        "training was stopped; its state is kept in '{0}'", "start the same command again: it goes on from there");
}
