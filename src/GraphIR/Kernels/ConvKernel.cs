namespace DepthCompress.GraphIR;

/// <summary>
/// An affine map over feature maps, <c>y = W * x + b</c>: what every linear operator lifts to. Numbers are kept in double precision and
/// rounded once, when an operator is made of it.
/// </summary>
public sealed partial record ConvKernel
{
    /// <summary>[outputs, inputs / groups, kernel …], f64.</summary>
    public required Tensor Weight { get; init; }

    /// <summary>[outputs], f64.</summary>
    public required Tensor Bias { get; init; }

    /// <summary>How the kernel slides; pads are explicit.</summary>
    public required Window Window { get; init; }

    /// <summary>Input and output channels are split into so many independent parts.</summary>
    public int Groups { get; init; } = 1;
}
