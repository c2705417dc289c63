namespace DepthCompress.Passes.Planning;

/// <summary>What a row of LayerMerge's tables is about: a segment as one convolution of a kernel size.</summary>
/// <param name="Segment">The run of convolutions.</param>
/// <param name="Kernel">The merged kernel size; 0 where nothing remains.</param>
/// <param name="Stride">The merged stride.</param>
/// <param name="Depthwise">Whether the merged convolution is depthwise.</param>
public readonly record struct KernelKey(Segment Segment, int Kernel, int Stride, bool Depthwise)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Segment} with kernel {Kernel}, stride {Stride}, depthwise {Depthwise}";
}
