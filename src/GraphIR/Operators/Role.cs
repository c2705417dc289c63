namespace DepthCompress.GraphIR;

/// <summary>What planning may do with an operator.</summary>
public enum Role
{
    /// <summary>Not understood, or not to be crossed.</summary>
    Opaque,

    /// <summary>An affine map over its first operand where the others are constants.</summary>
    Linear,

    /// <summary>Element by element, one data operand, same shape.</summary>
    Activation,

    /// <summary>Adds its operands.</summary>
    Join,
}
