using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>The operands of a node while the program runs, and what the run goes by.</summary>
internal readonly ref struct TorchOperands(ReadOnlySpan<Tensor?> tensors, TorchParameters parameters, NormalizationMode mode)
{
    private readonly ReadOnlySpan<Tensor?> tensors = tensors;

    /// <summary>How many operands there are, those left out included.</summary>
    internal int Count => tensors.Length;

    /// <summary>Whether normalization goes by the batch.</summary>
    internal bool IsBatch => mode is not NormalizationMode.Kept;

    /// <summary>Whether running statistics take in those of the batch.</summary>
    internal bool UpdatesStatistics => mode is NormalizationMode.Batch;

    /// <summary>What floating numbers of single precision and below are computed in.</summary>
    internal torch.ScalarType Floating => parameters.Floating;

    /// <summary>Where the network runs.</summary>
    internal torch.Device Device => parameters.Device;

    /// <summary>An operand that must be there.</summary>
    internal Tensor this[int slot] => Optional(slot) ?? throw new ArgumentException($"operand {slot} is missing");

    /// <summary>An operand, or null where it is left out.</summary>
    internal Tensor? Optional(int slot) => slot < tensors.Length ? tensors[slot] : null;

    /// <summary>The sizes of the axes of an operand behind batch and channels.</summary>
    internal GraphIR.Dims Extent(int slot) => TorchTensors.ShapeOf(this[slot])[2..];
}
