using System.Numerics.Tensors;

namespace DepthCompress.GraphIR;

/// <summary>
/// A segment whose inner padding meets a bias, merged without error: <c>segment(x) = Linear * x + Map</c>. Where only biases see the
/// zeros between the layers (at most one spatial kernel, the others pointwise and unpadded, with skips), the linear part composes exactly
/// and what the biases do at the borders is a constant: the answer of the segment to zeros. Two-stage specification, section 4.4, remedy
/// B.
/// </summary>
/// <param name="Linear">The composed convolution, without bias.</param>
/// <param name="Map">[1, outputs, …] for one input extent, f64: to be added.</param>
public sealed record BiasMap(ConvKernel Linear, Tensor Map)
{
    /// <summary>Why the segment is not a convolution plus a constant, in words for the user; null when it is.</summary>
    public static string? WhyNot(AffineMap segment) => segment.WithoutBias().Compose().WhyNot;

    /// <summary>The convolution and the constant for inputs of this extent, or null where <see cref="WhyNot"/> says why.</summary>
    public static BiasMap? TryCreate(AffineMap segment, Dims extent) => segment.WithoutBias().Compose().Kernel is { } linear
        ? new BiasMap(linear, segment.Apply(Tensor.Zeros(ElementType.Float64, [1, segment.Inputs, .. extent])))
        : null;

    /// <summary>The merged segment applied to [batch, inputs, …]; f64.</summary>
    public Tensor Apply(Tensor input)
    {
        var result = Linear.Apply(input);
        var sum = result.ToDoubles();
        var map = Map.AsSpan<double>();
        for (var sample = 0; sample < sum.Length; sample += map.Length)
        {
            TensorPrimitives.Add(sum.AsSpan(sample, map.Length), map, sum.AsSpan(sample, map.Length));
        }

        return Tensor.Create<double>(result.Shape, sum);
    }
}
