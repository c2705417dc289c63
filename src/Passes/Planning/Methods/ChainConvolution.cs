namespace DepthCompress.Passes.Planning;

/// <summary>One convolution of a chain, as LayerMerge looks at it.</summary>
/// <param name="Position">Its number; the chain's first is 1.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Norm">The sum of the absolute values of its weights: how much it is missed.</param>
public readonly record struct ChainConvolution(int Position, ConvolutionShape Shape, double Norm)
{
    /// <summary>Whether it may not be left out although its shape would allow it: its map shrinks, or its weights are shared.</summary>
    public bool MustStay { get; init; }

    /// <summary>May not be left out.</summary>
    public bool IsIrreducible => MustStay || Shape.IsIrreducible;
}
