namespace DepthCompress.Passes.Analysis;

/// <summary>What the short branch of a skip span does.</summary>
public enum Shortcut
{
    /// <summary>Nothing: the input of the span is added as it is.</summary>
    Identity,

    /// <summary>A convolution (with what is folded into it).</summary>
    Projection,

    /// <summary>Something linear that is not a convolution, such as a strided slice with zero channels behind.</summary>
    Resample,
}
