using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Computes the one result of a node.</summary>
internal delegate Tensor Compute(TorchOperands x);

/// <summary>Computes the results of a node, in order; a result that nobody reads may be left out at the end.</summary>
internal delegate Tensor[] ComputeMany(TorchOperands x);

/// <summary>What a node becomes: calls of torch, its own first operand, or the reason why it cannot be trained through.</summary>
internal sealed record Lowered
{
    /// <summary>The node changes nothing: its result is its first operand.</summary>
    internal static Lowered Same { get; } = new();

    /// <summary>Computes the results; null for <see cref="Same"/> and for a refusal.</summary>
    internal ComputeMany? Many { get; private init; }

    /// <summary>Computes the one result; null where there are several, for <see cref="Same"/> and for a refusal.</summary>
    internal Compute? One { get; private init; }

    /// <summary>Whether tensors lie between operands and result, which are to be given back at once.</summary>
    internal bool IsComposed { get; private init; }

    /// <summary>Why there is no such computation; null where there is.</summary>
    internal string? Problem { get; private init; }

    /// <summary>One call of torch.</summary>
    internal static Lowered Call(Compute compute) => new() { One = compute };

    /// <summary>Several calls of torch.</summary>
    internal static Lowered Composed(Compute compute) => new() { One = compute, IsComposed = true };

    /// <summary>Several results.</summary>
    internal static Lowered Results(ComputeMany compute) => new() { Many = compute, IsComposed = true };

    /// <summary>No computation, and why.</summary>
    internal static Lowered Refuse(string problem) => new() { Problem = problem };
}
