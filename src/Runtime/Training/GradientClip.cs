using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>Limits the length of the gradient (Pascanu et al. 2013).</summary>
internal static class GradientClip
{
    /// <summary>The gradients themselves, or scaled ones where their common Euclidean norm is beyond the limit.</summary>
    public static IList<torch.Tensor> Limit(IList<torch.Tensor> gradients, double limit)
    {
        using var withoutGradients = torch.no_grad();
        var length = torch.stack(gradients.Select(gradient => gradient.norm())).norm().ToDouble();
        return length <= limit ? gradients : [.. gradients.Select(gradient => gradient.mul(limit / length))];
    }
}
