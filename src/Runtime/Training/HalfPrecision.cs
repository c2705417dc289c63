using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// Mixed precision: convolutions and matrices compute in bfloat16, whose exponents are those of single precision, so that losses need no
/// scaling; weights, batch normalization, losses and updates stay in single precision.
/// </summary>
internal static class HalfPrecision
{
    /// <summary>What networks answer, in single precision at least.</summary>
    public static ImmutableArray<torch.Tensor> Widened(ImmutableArray<torch.Tensor> answers) =>
        [.. answers.Select(answer => answer.dtype is torch.ScalarType.BFloat16 ? answer.to(torch.ScalarType.Float32) : answer)];
}
