namespace DepthCompress.Passes.Width;

/// <summary>One reason why channels belong together.</summary>
/// <param name="Node">The node that couples them.</param>
/// <param name="Reason">How it does.</param>
public sealed record Coupling(string Node, string Reason);
