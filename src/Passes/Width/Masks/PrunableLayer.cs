using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>A convolution whose kernels may be removed one by one: dense, with weights of its own.</summary>
/// <param name="Conv">The convolution.</param>
/// <param name="Norm">The batch normalization that alone reads it; null where there is none.</param>
/// <param name="EndsBlock">Whether its output, normalized or not, reaches an addition without an activation between.</param>
public sealed record PrunableLayer(Node Conv, Node? Norm, bool EndsBlock)
{
    /// <summary>The name by which plans call it.</summary>
    public string Name => Conv.Name;

    /// <summary>Its kernels, of shape (filters, channels, kernel height, kernel width).</summary>
    public Value Weight => Conv.Inputs[1]!;

    /// <summary>The value behind the normalization, or behind the convolution where there is none.</summary>
    public Value Result => (Norm ?? Conv).Output;
}
