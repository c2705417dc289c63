namespace DepthCompress.GraphIR;

/// <summary>What training does with an operand.</summary>
public enum OperandKind
{
    /// <summary>Leaves it alone.</summary>
    Data,

    /// <summary>Trains it.</summary>
    Weight,

    /// <summary>Updates it from batch statistics.</summary>
    Statistic,
}
