using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// One convolution with what follows it linearly and its activation, or a compound: a whole region with one way in and one way out that is not a
/// chain (squeeze-and-excitation, parallel branches). A compound can be kept, dropped or fitted, not composed.
/// </summary>
public sealed record LayerSite
{
    /// <summary>1 for the first site of its chain; the site leads from position <c>Index − 1</c> to position <c>Index</c>.</summary>
    public required int Index { get; init; }

    /// <summary>The name of the convolution (of the last node of a compound); plans refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>The convolution; null for a compound.</summary>
    public required Node? Conv { get; init; }

    /// <summary>Element-wise nodes between the position in front and the convolution, as in pre-activation networks.</summary>
    public required ImmutableArray<Node> Prefix { get; init; }

    /// <summary>The nodes of a compound; empty otherwise.</summary>
    public required ImmutableArray<Node> Region { get; init; }

    /// <summary>The value at the position in front.</summary>
    public required Value Input { get; init; }

    /// <summary>What follows the convolution, before any addition.</summary>
    public required Tail Tail { get; init; }

    /// <summary>Whether the site can take part in a composition.</summary>
    public bool IsComposable => Conv is not null;
}
