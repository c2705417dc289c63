namespace DepthCompress;

/// <summary>How latency is measured.</summary>
public sealed record BenchOptions : NetworkOptions;
