using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A plan, realized.</summary>
public sealed record ApplyResult
{
    /// <summary>The result.</summary>
    public required NetworkModel Network { get; init; }

    /// <summary>The file that was written; null where none was asked for.</summary>
    public required string? Output { get; init; }

    /// <summary>What was proved about it.</summary>
    public required ImmutableArray<ResultCheck> Checks { get; init; }

    /// <summary>The original.</summary>
    public required NetworkSize Before { get; init; }

    /// <summary>The result.</summary>
    public required NetworkSize After { get; init; }

    /// <summary>What was found on the way.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether every check passed.</summary>
    public bool IsVerified => Checks.All(check => check.Passed);
}
