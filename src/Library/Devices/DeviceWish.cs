namespace DepthCompress;

/// <summary>A device that a plan is for.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Source">Where its latencies come from.</param>
/// <param name="Weight">How much it counts in the weighted mean.</param>
/// <param name="Budget">What it may take; null for nothing said.</param>
internal sealed record DeviceWish(string Name, string Source, double Weight, LatencyBudget? Budget);
