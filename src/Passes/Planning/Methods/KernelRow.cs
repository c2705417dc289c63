namespace DepthCompress.Passes.Planning;

/// <summary>One row of LayerMerge's tables: a segment realized as one convolution of a given kernel size.</summary>
/// <param name="Segment">The run of convolutions.</param>
/// <param name="Kernel">The merged kernel size; 0 where nothing remains.</param>
/// <param name="Stride">The merged stride.</param>
/// <param name="Depthwise">Whether the merged convolution is depthwise.</param>
/// <param name="Milliseconds">What it takes.</param>
/// <param name="Importance">What it is worth.</param>
/// <param name="Kept">The convolutions of the segment that remain; the others become the identity.</param>
public sealed record KernelRow(
    Segment Segment, int Kernel, int Stride, bool Depthwise, double Milliseconds, double Importance, ImmutableArray<int> Kept)
{
    /// <summary>The standard deviation of the measurement, in milliseconds.</summary>
    public double Deviation { get; init; }
}
