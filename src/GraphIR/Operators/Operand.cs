namespace DepthCompress.GraphIR;

/// <summary>What is known at compile time about one operand; both null where an optional operand is left out.</summary>
public readonly record struct Operand(TensorType? Type, Tensor? Initializer);
