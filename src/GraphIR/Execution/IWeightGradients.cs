namespace DepthCompress.GraphIR;

/// <summary>Finds in which direction weights would change the loss.</summary>
public interface IWeightGradients
{
    /// <summary>The gradient of the loss by each weight, batch by batch, normalization by the statistics it has.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Initializers of it.</param>
    /// <param name="samples">With labels or targets.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="DiagnosticException">The network has no gradient, the samples have no labels, or the engine is missing.</exception>
    IEnumerable<IReadOnlyDictionary<Value, Tensor>> Of(
        Graph graph, ImmutableArray<Value> weights, CalibrationSet samples, CancellationToken cancellation = default);
}
