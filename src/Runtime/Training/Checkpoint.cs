using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>The whole state of a run between two steps.</summary>
/// <param name="Run">What it is the state of.</param>
/// <param name="State">Counts and measures.</param>
/// <param name="Tensors">Weights, statistics, and what update, average and the choice of the best state remember.</param>
internal sealed record Checkpoint(RunIdentity Run, CheckpointState State, IReadOnlyDictionary<string, Tensor> Tensors);
