using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tests.Torch;

/// <summary>What tests say about the numbers of two engines.</summary>
internal static class TensorAssert
{
    /// <summary>2⁻²⁴ times the few hundred products of small kernels; a wrong tap or border shows at 10⁻¹.</summary>
    internal const double SinglePrecision = 2e-5;

    /// <summary>Half precision rounds at 2⁻¹¹, a few times in a row.</summary>
    internal const double HalfPrecision = 1e-2;

    /// <summary>Same type, same shape, and the same numbers up to a part of the largest one.</summary>
    internal static void Close(Tensor expected, Tensor actual, double tolerance, string where)
    {
        Assert.Equal((where, expected.Element, expected.Shape), (where, actual.Element, actual.Shape));
        var (one, other) = (expected.ToDoubles(), actual.ToDoubles());
        var scale = one.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        for (var i = 0; i < one.Length; i++)
        {
            Assert.True(one[i].Equals(other[i]) || Math.Abs(one[i] - other[i]) <= tolerance * scale,
                $"{where}: element {i} is {other[i]} instead of {one[i]}");
        }
    }
}
