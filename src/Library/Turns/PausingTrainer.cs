using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A trainer that stands still between two steps while somebody measures latencies on its device.</summary>
/// <param name="trainer">Trains.</param>
/// <param name="share">The part of a training with a recipe.</param>
internal sealed class PausingTrainer(ITrainer trainer, Func<TrainingRecipe, DeviceShare> share) : ITrainer
{
    /// <inheritdoc/>
    public TrainingResult Train(
        Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var mine = share(request.Recipe);
        using (mine.Enter(cancellation))
        {
            return trainer.Train(graph, request with { Pause = mine }, progress, cancellation);
        }
    }
}
