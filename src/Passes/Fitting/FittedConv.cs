using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>A convolution found in closed form.</summary>
/// <param name="Window">How it slides.</param>
/// <param name="Weight">[outputs, inputs, kernel …], in the element type of the network.</param>
/// <param name="Bias">[outputs].</param>
/// <param name="RelativeError">The part of the target's variance left unexplained on the calibration set; above 1 where it is worse than the mean.</param>
public sealed record FittedConv(Window Window, Tensor Weight, Tensor Bias, double RelativeError)
{
    /// <summary>Composed convolutions may stay grouped; fitted ones are dense.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>The operator, for the operands [input, <see cref="Weight"/>, <see cref="Bias"/>].</summary>
    public Conv ToOperator() => new() { Window = Window, Groups = Groups };
}
