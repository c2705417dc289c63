namespace DepthCompress.GraphIR;

/// <summary>
/// How the pads of a window are found; everything but <see cref="Explicit"/> is replaced by numbers when the extent is known.
/// </summary>
public enum AutoPad
{
    /// <summary>The pads are written down (ONNX NOTSET).</summary>
    Explicit,

    /// <summary>Output extent = ceil(input / stride), the odd row at the end.</summary>
    SameUpper,

    /// <summary>Output extent = ceil(input / stride), the odd row at the beginning.</summary>
    SameLower,

    /// <summary>No padding.</summary>
    Valid,
}
