namespace DepthCompress.GraphIR;

/// <summary>What becomes of zeros that a convolution inserts between itself and the map before it.</summary>
public enum BorderRule
{
    /// <summary>Composition must equal the parts on every output; otherwise it is refused.</summary>
    Exact,

    /// <summary>
    /// Composition as if all padding stood in front of the first map (<see cref="AffineMap.MovePaddingToFront"/>). Outputs near a border
    /// change.
    /// </summary>
    PaddingInFront,
}
