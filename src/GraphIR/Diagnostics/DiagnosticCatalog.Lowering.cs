namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A node has no gradient, or none in its form.</summary>
    public static DiagnosticDescriptor TrainingThroughNode => new(
        "DC2670", Severity.Error, "'{0}' ({1}) cannot be trained through: {2}",
        "run 'depthcompress optimize' first, which folds constants, or replace the operator before export");

    /// <summary>A constant has an element type that cannot be trained with.</summary>
    public static DiagnosticDescriptor TrainingTypeUnknown => new(
        "DC2671", Severity.Error, "the constant '{0}' cannot take part in training: {1}", "export the model in float32");

    /// <summary>An operation fails while the network is trained.</summary>
    public static DiagnosticDescriptor TrainingStepFails => new(
        "DC2672", Severity.Error, "'{0}' ({1}) fails in training: {2}", "check that the input suits the model, and that memory suffices");
}
