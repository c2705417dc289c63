using DepthCompress.GraphIR;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Products of matrices.</summary>
internal static class TorchMatrices
{
    /// <summary>α · A · B + β · C; one call in the form that classifiers have.</summary>
    internal static Lowered Gemm(Gemm gemm)
    {
        if (gemm is { Alpha: 1, Beta: 1, TransposeA: false })
        {
            return gemm.TransposeB
                ? Call(x => F.linear(x[0], x[1], x.Optional(2)))
                : Composed(x => F.linear(x[0], x[1].t(), x.Optional(2)));
        }

        return Composed(x => Scaled(gemm, x));
    }

    private static Tensor Scaled(Gemm gemm, TorchOperands x)
    {
        var product = (gemm.TransposeA ? x[0].t() : x[0]).matmul(gemm.TransposeB ? x[1].t() : x[1]) * gemm.Alpha;
        return x.Optional(2) is { } addend ? product + (addend * gemm.Beta) : product;
    }
}
