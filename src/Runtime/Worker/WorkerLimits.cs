namespace DepthCompress.Runtime.Worker;

/// <summary>What an engine's process may take before it is ended.</summary>
public sealed record WorkerLimits
{
    /// <summary>The longest that one request may take: preparing a network, running it once, or one measurement; null for any time.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The most memory in bytes; null for any. It is looked at many times a second, so that a little more can be taken for a moment.</summary>
    public long? Memory { get; init; }
}
