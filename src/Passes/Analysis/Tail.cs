using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// What follows a convolution or an addition up to the next position: per-channel maps, then at most one activation. In front of the
/// activation may stand additions of outer values and a normalization over the map; they count as part of it.
/// </summary>
/// <param name="Linear">The value behind the per-channel maps: what a fitted convolution is to reproduce.</param>
/// <param name="Output">The value behind the activation; the same value where there is none.</param>
/// <param name="Maps">The per-channel maps, in order.</param>
/// <param name="Activation">The nodes of the activation (two for x·sigmoid(x)), behind those of a normalization; empty where there is none.</param>
public sealed record Tail(Value Linear, Value Output, ImmutableArray<Node> Maps, ImmutableArray<Node> Activation)
{
    /// <summary>Whether an activation stands here.</summary>
    public bool HasActivation => !Activation.IsEmpty;

    /// <summary>The additions of outer values in <see cref="Activation"/>.</summary>
    public ImmutableArray<Shift> Shifts { get; init; } = [];

    /// <summary>The normalization in <see cref="Activation"/>; null where there is none.</summary>
    public Node? Norm { get; init; }

    /// <summary>Whether more than an activation stands here, so that it is no activation to copy or to drop.</summary>
    public bool IsConditioned => Norm is not null || !Shifts.IsEmpty;
}
