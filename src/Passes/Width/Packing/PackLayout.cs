namespace DepthCompress.Passes.Width;

/// <summary>How the live kernels of a convolution are laid out.</summary>
public enum PackLayout
{
    /// <summary>As it is: one dense convolution with zeros in it.</summary>
    Dense,

    /// <summary>One dense convolution of the channels that any filter reads.</summary>
    Union,

    /// <summary>A convolution for every branch, their results side by side.</summary>
    Split,

    /// <summary>One grouped convolution, its groups filled up to the same size.</summary>
    Grouped,

    /// <summary>Whichever of these is fastest on the machine at hand.</summary>
    Measured,
}
