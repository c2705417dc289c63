using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>What follows a convolution or an addition up to the next position: per-channel maps, then at most one activation.</summary>
/// <param name="Linear">The value behind the per-channel maps: what a fitted convolution is to reproduce.</param>
/// <param name="Output">The value behind the activation; the same value where there is none.</param>
/// <param name="Maps">The per-channel maps, in order.</param>
/// <param name="Activation">The nodes of the activation (two for x·sigmoid(x)); empty where there is none.</param>
public sealed record Tail(Value Linear, Value Output, ImmutableArray<Node> Maps, ImmutableArray<Node> Activation)
{
    /// <summary>Whether an activation stands here.</summary>
    public bool HasActivation => !Activation.IsEmpty;
}
