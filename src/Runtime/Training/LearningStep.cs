using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>The step that a learner ends.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Steps">Of the whole run.</param>
/// <param name="Rate">The learning rate of the weights.</param>
/// <param name="Gradients">Of the learner's own initializers, in their order, before the update of the weights.</param>
/// <param name="LossAgain">
/// The loss of the same batch with the weights as they are now. Normalization goes by the batch and leaves the running statistics alone.
/// </param>
internal sealed record LearningStep(long Number, long Steps, double Rate, ImmutableArray<TorchTensor> Gradients, Func<TorchTensor> LossAgain);
