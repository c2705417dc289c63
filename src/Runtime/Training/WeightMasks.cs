using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>Parts of weights that stay zero, whatever changes the rest.</summary>
internal sealed class WeightMasks : IStepLearner
{
    private readonly ImmutableArray<(TorchTensor Tensor, TorchTensor Dead)> masked;
    private readonly ImmutableArray<TorchTensor?> ofTrained;

    /// <param name="masks">By initializer, 0 where it stays zero; they begin to be now.</param>
    /// <param name="parameters">The constants of the network.</param>
    /// <param name="trained">The weights of which gradients are computed.</param>
    public WeightMasks(IReadOnlyDictionary<Value, Tensor> masks, TorchParameters parameters, ImmutableArray<TrainedWeight> trained)
    {
        masked = [.. masks.Select(pair => (parameters[pair.Key], Dead(pair.Value, parameters.Device)))];
        ofTrained = [.. trained.Select(weight => masked.FirstOrDefault(pair => ReferenceEquals(pair.Tensor, weight.Tensor)).Dead)];
        Apply();
    }

    /// <inheritdoc/>
    public void EndStep(LearningStep step) => Apply();

    /// <summary>Gradients without those of what stays zero, or they would count in the length that is clipped and in what updates remember.</summary>
    public IList<TorchTensor> Live(IList<TorchTensor> gradients)
    {
        using var withoutGradients = torch.no_grad();
        return [.. gradients.Select((gradient, index) => ofTrained[index] is { } dead ? gradient.clone().masked_fill_(dead, 0) : gradient)];
    }

    private static TorchTensor Dead(Tensor mask, torch.Device device) => TorchTensors.ToTorch(mask, device).eq(0);

    private void Apply()
    {
        using var withoutGradients = torch.no_grad();
        foreach (var (tensor, dead) in masked)
        {
            tensor.masked_fill_(dead, 0);
        }
    }
}
