using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>All weights and statistics of a network, or a copy of them, in one order.</summary>
internal sealed record TensorSet(ImmutableArray<torch.Tensor> Tensors)
{
    public TensorSet Copy()
    {
        using var withoutGradients = torch.no_grad();
        return new([.. Tensors.Select(tensor => tensor.detach().clone())]);
    }

    public void CopyFrom(TensorSet other)
    {
        using var withoutGradients = torch.no_grad();
        foreach (var (target, source) in Tensors.Zip(other.Tensors))
        {
            target.copy_(source);
        }
    }
}
