using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>What became of one convolution of which single kernels were removed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mask">The kernels that are left.</param>
/// <param name="Layout">The form it is written in.</param>
/// <param name="Times">What each form was measured to take; empty where nothing was measured.</param>
internal sealed record NarrowedLayer(string Name, KernelMask Mask, string Layout, ImmutableArray<(string Layout, double Milliseconds)> Times)
{
    /// <summary>The part of the kernels that is left.</summary>
    public double Density => (double)Mask.Count / Math.Max(1, Mask.Filters * Mask.Channels);
}
