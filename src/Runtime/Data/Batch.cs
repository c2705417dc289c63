using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Some images as a network takes them.</summary>
/// <param name="First">The number of the first of them in its source.</param>
/// <param name="Input">[n, c, h, w] or [n, h, w, c], float32.</param>
/// <param name="Target">The clean images, of the same shape, where the preprocessing degrades them, or the noise that it mixes in.</param>
/// <param name="Labels">One for each image, or none.</param>
public sealed record Batch(int First, Tensor Input, Tensor? Target, ImmutableArray<int> Labels)
{
    public int Count => Input.Shape[0];

    /// <summary>The step of time of each image, 64-bit, where the preprocessing mixes noise in; null where it does not.</summary>
    public Tensor? Steps { get; init; }
}
