namespace DepthCompress.GraphIR;

/// <summary>Graph in, graph out; the weights differ.</summary>
public interface ITrainer
{
    /// <summary>Trains the weights of a graph and updates its statistics; everything else is left alone.</summary>
    /// <param name="graph">Values of the trained graph are those of this one.</param>
    /// <param name="request">On what, how, and towards what.</param>
    /// <param name="progress">Told after every few steps.</param>
    /// <param name="cancellation">Stops between steps, after the checkpoint is written.</param>
    /// <exception cref="DiagnosticException">The graph holds what has no gradient, the loss is no longer a number, the data or the checkpoint do not suit, or the engine is missing.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    TrainingResult Train(Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default);
}
