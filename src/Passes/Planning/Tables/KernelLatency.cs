namespace DepthCompress.Passes.Planning;

/// <summary>A row of LayerMerge's latency table.</summary>
/// <param name="Key">What is measured.</param>
/// <param name="Milliseconds">What it takes.</param>
/// <param name="Deviation">The standard deviation, in milliseconds.</param>
public sealed record KernelLatency(KernelKey Key, double Milliseconds, double Deviation = 0);
