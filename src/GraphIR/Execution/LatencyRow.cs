namespace DepthCompress.GraphIR;

/// <summary>One row of the latency table; milliseconds.</summary>
/// <param name="Key">What it is true of.</param>
/// <param name="Description">The network in words, for people.</param>
/// <param name="Estimate">The figures; the samples are not kept.</param>
/// <param name="MeasuredAt">When.</param>
public sealed record LatencyRow(LatencyKey Key, string Description, LatencyEstimate Estimate, DateTimeOffset MeasuredAt);
