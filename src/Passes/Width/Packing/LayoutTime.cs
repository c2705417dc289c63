namespace DepthCompress.Passes.Width;

/// <summary>What a layout of a layer takes, in the part of the network around it.</summary>
/// <param name="Layout">The layout.</param>
/// <param name="Milliseconds">The 10th percentile.</param>
public sealed record LayoutTime(LayerLayout Layout, double Milliseconds);
