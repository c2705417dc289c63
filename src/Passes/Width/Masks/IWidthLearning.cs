using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>A method that learns by training which kernels of a network are needed.</summary>
public interface IWidthLearning
{
    /// <summary>The name, as <c>prune --method</c> spells it.</summary>
    string Name { get; }

    /// <summary>Trains, and decides.</summary>
    /// <param name="graph">The network, normalized, batch normalization in it.</param>
    /// <param name="target">How much is to go.</param>
    /// <param name="training">What it learns with.</param>
    /// <param name="progress">Told of training steps.</param>
    /// <param name="cancellation">Stops between steps; a checkpoint keeps what is finished.</param>
    /// <exception cref="DiagnosticException">The target cannot be reached, or the training fails.</exception>
    LearnedWidth Learn(Graph graph, WidthTarget target, WidthTraining training,
        IProgress<RunProgress>? progress = null, CancellationToken cancellation = default);
}
