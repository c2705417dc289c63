namespace DepthCompress.GraphIR;

/// <summary>Samples to train on, mixed and augmented anew for every epoch.</summary>
public interface ITrainingData
{
    /// <summary>The source and its options, for logs and checkpoints.</summary>
    string Name { get; }

    /// <summary>Samples in an epoch.</summary>
    int Count { get; }

    /// <summary>
    /// The batches from a step on, without end; an epoch has <see cref="Count"/> / size whole batches, what is left over is dropped. The batch
    /// of a step depends on nothing but the seed, the size and the step, so that a run that was stopped goes on as if it had not been.
    /// </summary>
    /// <param name="step">Of the first batch, from 0.</param>
    /// <param name="size">Samples in a batch, at most <see cref="Count"/>.</param>
    /// <param name="seed">Of the order and of the augmentation.</param>
    /// <param name="cancellation">Ends the preparation of further batches.</param>
    IEnumerable<CalibrationBatch> From(long step, int size, int seed, CancellationToken cancellation = default);
}
