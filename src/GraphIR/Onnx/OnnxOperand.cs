namespace DepthCompress.GraphIR;

/// <summary>A constant operand that configures its node.</summary>
internal readonly record struct OnnxOperand(Value Value, Tensor Tensor);
