using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A network without what cost time and did nothing. It was compared with the original before it was handed out.</summary>
public sealed record OptimizeResult
{
    /// <summary>The result.</summary>
    public required NetworkModel Network { get; init; }

    /// <summary>The file that was written; null where none was asked for.</summary>
    public required string? Output { get; init; }

    /// <summary>The original.</summary>
    public required NetworkSize Before { get; init; }

    /// <summary>The result.</summary>
    public required NetworkSize After { get; init; }

    /// <summary>The largest difference of any output in units of the original's own rounding error.</summary>
    public required double ErrorRatio { get; init; }

    /// <summary>What was found on the way.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }
}
