namespace DepthCompress.Passes.Width;

/// <summary>How a network was packed: enough to do it again without measuring.</summary>
/// <param name="ChannelAlignment">Widths of free channels are filled up to a multiple of this with channels of zeros.</param>
/// <param name="Layouts">For the layers that are not dense their layouts, by name.</param>
public sealed record PackPlan(int ChannelAlignment, ImmutableSortedDictionary<string, LayerLayout> Layouts);
