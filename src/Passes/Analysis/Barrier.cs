namespace DepthCompress.Passes.Analysis;

/// <summary>Where a chain ends, and why no segment may cross.</summary>
/// <param name="Node">The node that stops the chain; null where the value itself does.</param>
/// <param name="Reason">In words for the user.</param>
public sealed record Barrier(string? Node, string Reason);
