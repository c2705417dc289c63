namespace DepthCompress.Passes.Width;

/// <summary>Filters that read the same channels.</summary>
/// <param name="Channels">How many channels they read.</param>
/// <param name="Filters">How many they are.</param>
public readonly record struct PackedBranch(int Channels, int Filters);
