namespace DepthCompress.GraphIR;

/// <summary>What filters are scaled by behind their convolution: γ / √(σ² + ε), channel by channel.</summary>
/// <param name="Scale">γ, an initializer.</param>
/// <param name="Variance">σ², an initializer.</param>
/// <param name="Epsilon">ε.</param>
public sealed record NormalizationOperands(Value Scale, Value Variance, double Epsilon);
