using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>A weight, and how it is trained.</summary>
/// <param name="Name">Of its initializer.</param>
/// <param name="Tensor">Updated in place.</param>
/// <param name="RateFactor">On the learning rate; not 0.</param>
/// <param name="Decay">The L2 penalty; 0 for none.</param>
internal sealed record TrainedWeight(string Name, torch.Tensor Tensor, double RateFactor, double Decay);
