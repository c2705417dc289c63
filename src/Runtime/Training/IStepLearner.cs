using DepthCompress.GraphIR;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// Something that learns while the weights do, or changes weights beside the gradient of the loss. What it does depends on the seed, the step
/// and its state only, so that a resumed run is the same run.
/// </summary>
internal interface IStepLearner
{
    /// <summary>
    /// Initializers it trains although no operator calls them weights: their gradients come with those of the weights, they are kept, averaged
    /// and written back with the network.
    /// </summary>
    ImmutableArray<Value> Initializers => [];

    /// <summary>What has to come back when a run is resumed, under names of its own.</summary>
    IEnumerable<(string Name, TorchTensor Tensor)> State => [];

    /// <summary>Before the loss of a step is computed.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="steps">Of the whole run.</param>
    void BeginStep(long step, long steps)
    {
    }

    /// <summary>After the weights have been updated.</summary>
    void EndStep(LearningStep step);

    /// <summary>Adds what it has learned to the result of a run.</summary>
    TrainingResult AddTo(TrainingResult result) => result;
}
