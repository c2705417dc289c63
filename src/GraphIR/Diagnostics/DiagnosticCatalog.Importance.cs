namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>What all rows would be compared with fails.</summary>
    public static DiagnosticDescriptor BaselineDoesNotTrain => new(
        "DC3240", Severity.Error, "the unchanged network cannot be trained as its candidates would be: {0}",
        "lower --importance-lr, take more images, or compare with the untrained network (--importance-untrained-baseline)");

    /// <summary>A worker process cannot even begin.</summary>
    public static DiagnosticDescriptor WorkerFails => new(
        "DC3241", Severity.Error, "a worker process cannot work: {0}", "run the same command without --workers to see more");

    /// <summary>Rows that no plan can use.</summary>
    public static DiagnosticDescriptor RowsWithoutFigure => new(
        "DC3242", Severity.Warning, "{0} of {1} rows of the importance table have no figure; the first is '{2}': {3}",
        "plans leave them out; 'importance --json' has every reason");

    /// <summary>Layers that cannot be solved for.</summary>
    public static DiagnosticDescriptor ActivationsNotFinite => new(
        "DC3243", Severity.Error, "activations that a layer is fitted to are infinite or not a number",
        "check images, preprocessing and model with 'verify'; a network that computes such values on purpose can only be pruned or merged");
}
