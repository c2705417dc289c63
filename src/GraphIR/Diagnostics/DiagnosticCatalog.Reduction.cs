namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>Nothing is wrong with a network, so no part of it shows anything.</summary>
    public static DiagnosticDescriptor NothingToReduce => new(
        "DC5020", Severity.Error, "there is no fault to reduce: {0}",
        "name with --with what goes wrong: passes, a pipeline, or a plan");

    /// <summary>A fault that depends on the very weights cannot be shown without them.</summary>
    public static DiagnosticDescriptor WeightsStay => new(
        "DC5021", Severity.Error, "the fault goes away with other weights in {0}, so that no network without yours shows it; nothing is written",
        "leave out --randomize-weights where the weights may be shown");

    /// <summary>A part that is read by name from inside subgraphs has no form as text.</summary>
    public static DiagnosticDescriptor NoTextForm => new(
        "DC5022", Severity.Error, "what is left holds '{0}', which has no form as text", "name a file that ends in .onnx with -o");

    /// <summary>Shrinking was stopped before nothing smaller was left to try.</summary>
    public static DiagnosticDescriptor ReductionStopped => new(
        "DC5023", Severity.Warning, "stopped after {0} attempts; the network might be made smaller still", "give more with --attempts");
}
