namespace DepthCompress.Passes.Planning;

/// <summary>A kernel size that a segment can be merged to, and the convolutions that remain for it.</summary>
/// <param name="Kernel">The merged kernel size; 0 where nothing remains.</param>
/// <param name="Stride">The stride of the segment.</param>
/// <param name="Depthwise">Whether the merged convolution is depthwise.</param>
/// <param name="Kept">Positions of the remaining convolutions, ascending.</param>
public sealed record KernelOption(int Kernel, int Stride, bool Depthwise, ImmutableArray<int> Kept);
