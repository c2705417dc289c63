namespace DepthCompress.Runtime.Zoo;

/// <summary>What stands beside a residual block that changes size or width (He et al. 2016, section 3.3).</summary>
public enum ResidualShortcut
{
    /// <summary>Option B: a strided 1x1 convolution with batch norm.</summary>
    Projection,

    /// <summary>Option A: every second pixel, and zeros for the channels that are new; without weights.</summary>
    Padding,
}
