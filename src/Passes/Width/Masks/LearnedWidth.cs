using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>What a method has learned.</summary>
/// <param name="Masks">The kernels that live, dead channels followed through the network; their graph has the weights as they were learned.</param>
/// <param name="Training">How the learning ended.</param>
public sealed record LearnedWidth(KernelMasks Masks, TrainingResult Training)
{
    /// <summary>What the method has to say about its decision, line by line.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
