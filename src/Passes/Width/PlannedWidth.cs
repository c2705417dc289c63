namespace DepthCompress.Passes.Width;

/// <summary>What is left of one group.</summary>
/// <param name="Name">The name of its first layer.</param>
/// <param name="Units">How many units it has in the model: channels of that layer, in most networks.</param>
/// <param name="Kept">The units that are kept, from 0.</param>
public sealed record PlannedWidth(string Name, int Units, ImmutableArray<int> Kept);
