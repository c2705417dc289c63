namespace DepthCompress.Passes.Planning;

/// <summary>One row of the two-stage method's latency tables, <c>T</c> or <c>T_opt</c>.</summary>
/// <param name="Segment">The run of convolutions.</param>
/// <param name="Milliseconds">What it takes.</param>
/// <param name="Deviation">The standard deviation of the measurement, in milliseconds.</param>
public sealed record SegmentLatency(Segment Segment, double Milliseconds, double Deviation = 0)
{
    /// <summary>In <c>T_opt</c>, where the fastest realization cuts the segment, its start and end included; empty in <c>T</c>.</summary>
    public ImmutableArray<int> Cuts { get; init; } = [];
}
