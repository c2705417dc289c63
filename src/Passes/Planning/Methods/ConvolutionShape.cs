namespace DepthCompress.Passes.Planning;

/// <summary>The square convolutions of the published methods: channels, kernel, stride, padding and groups.</summary>
public readonly record struct ConvolutionShape(int Inputs, int Outputs, int Kernel, int Stride, int Padding, int Groups)
{
    /// <summary>One filter per channel.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Inputs && Groups == Outputs;

    /// <summary>May not be left out: the identity cannot stand in for it.</summary>
    public bool IsIrreducible => Inputs != Outputs || Stride > 1;

    /// <summary>
    /// The one convolution equal to a run of them, all padding moved to the front:
    /// <c>k = 1 + Σ (k_l − 1) · Π s</c>, <c>p = Σ p_l · Π s</c> over the strides before each.
    /// </summary>
    public static ConvolutionShape Merge(ReadOnlySpan<ConvolutionShape> run)
    {
        var (kernel, stride, padding, depthwise) = (1, 1, 0, true);
        foreach (var shape in run)
        {
            kernel += (shape.Kernel - 1) * stride;
            padding += shape.Padding * stride;
            stride *= shape.Stride;
            depthwise &= shape.IsDepthwise;
        }

        return new ConvolutionShape(run[0].Inputs, run[^1].Outputs, kernel, stride, padding, depthwise ? run[0].Inputs : 1);
    }
}
