namespace DepthCompress.Runtime.Torch;

/// <summary>Gates between an activation and the identity.</summary>
internal static class TorchGates
{
    /// <summary>
    /// a + (x − a) · g of the operands a, x, g. The gradient of g is the sum of ∂L/∂y · (x − a), that of x is ∂L/∂y · (g + (1 − g) σ'(x)),
    /// both without a function of our own (DepthShrinker, ICML'22, section 2.1).
    /// </summary>
    internal static Lowered Between { get; } = Lowered.Composed(x =>
        x[0] + ((x[1] - x[0]) * (x[2].dtype == x[0].dtype ? x[2] : x[2].to_type(x[0].dtype))));
}
