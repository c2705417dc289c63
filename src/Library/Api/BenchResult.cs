namespace DepthCompress;

/// <summary>What was measured.</summary>
public sealed record BenchResult
{
    /// <summary>The median latency in milliseconds.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>Half the width of its interval of 95 % confidence.</summary>
    public required double HalfWidthMs { get; init; }

    /// <summary>The other network, measured in the same rounds; null where there was none.</summary>
    public required SpeedComparison? Comparison { get; init; }

    /// <summary>What the figures are true of, in a line: device, engine, provider, threads.</summary>
    public required string Machine { get; init; }
}
