using System.Numerics.Tensors;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Comparison and addition of tensors in double precision.</summary>
internal static class FeatureMaps
{
    /// <summary>What double precision may lose over sums of a few thousand products of numbers around 1.</summary>
    private const double Rounding = 1e-12;

    public static bool AreEqual(Tensor left, Tensor right) => left.Shape == right.Shape && Distance(left, right) <= Rounding * Scale(right);

    public static double Distance(Tensor left, Tensor right)
    {
        Assert.Equal(right.Shape, left.Shape);
        var difference = new double[left.Count];
        TensorPrimitives.Subtract(left.AsSpan<double>(), right.AsSpan<double>(), difference);
        return Math.Abs(TensorPrimitives.MaxMagnitude<double>(difference));
    }

    public static Tensor Sum(Tensor left, Tensor right) =>
        Tensor.Build<double>(left.Shape, sum => TensorPrimitives.Add(left.AsSpan<double>(), right.AsSpan<double>(), sum));

    private static double Scale(Tensor tensor) => Math.Max(1, Math.Abs(TensorPrimitives.MaxMagnitude(tensor.AsSpan<double>())));
}
