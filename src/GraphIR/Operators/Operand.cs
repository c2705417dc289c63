namespace DepthCompress.GraphIR;

/// <summary>What is known at compile time about one operand; <c>default</c> stands where an optional operand is left out.</summary>
public readonly record struct Operand(TensorType? Type, Tensor? Initializer)
{
    /// <summary>Whether there is an operand; it may well be one of which nothing is known.</summary>
    public bool IsPresent { get; } = true;
}
