namespace DepthCompress.Report;

/// <summary>Layers in execution order between two barriers.</summary>
/// <param name="Layers">The layers.</param>
/// <param name="Skips">The additions around them: the positions they span, and what their short branch does.</param>
/// <param name="End">Why the chain ends.</param>
public sealed record ChainFacts(ImmutableArray<LayerFacts> Layers, ImmutableArray<(int From, int To, string Shortcut)> Skips, string End);
