namespace DepthCompress.Passes.Planning;

/// <summary>What a <see cref="ShrinkUnit"/> is.</summary>
public enum ShrinkKind
{
    /// <summary>Pointwise, depthwise and pointwise convolutions with activations between (Sandler et al. 2018).</summary>
    InvertedResidual,

    /// <summary>A depthwise convolution, an activation and a pointwise one, without an expansion in front.</summary>
    Separable,

    /// <summary>Any other residual branch of convolutions with activations inside: basic blocks, bottlenecks.</summary>
    Residual,

    /// <summary>A single convolution with its activation, such as the stem and the head.</summary>
    Layer,
}
