using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// An addition whose short branch begins at position <see cref="Start"/> and which stands behind site <see cref="End"/>. A segment lies inside it,
/// outside it, or contains it whole.
/// </summary>
public sealed record SkipSpan
{
    /// <summary>The position in front of the span.</summary>
    public required int Start { get; init; }

    /// <summary>The last site of the long branch.</summary>
    public required int End { get; init; }

    /// <summary>What the short branch does.</summary>
    public required Shortcut Shortcut { get; init; }

    /// <summary>The nodes of the short branch, in order; empty for the identity.</summary>
    public required ImmutableArray<Node> ShortcutNodes { get; init; }

    /// <summary>The addition.</summary>
    public required Node Join { get; init; }

    /// <summary>What becomes of the sum.</summary>
    public required Tail Tail { get; init; }

    /// <summary>The value where the short branch begins.</summary>
    public required Value Input { get; init; }
}
