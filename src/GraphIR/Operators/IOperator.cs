namespace DepthCompress.GraphIR;

/// <summary>What an operator offers to the catalog.</summary>
public interface IOperator<TSelf>
    where TSelf : Operator, IOperator<TSelf>
{
    /// <summary>The ONNX operator type.</summary>
    static abstract string Type { get; }

    /// <summary>Makes the operator of a node; what cannot be represented is refused through <see cref="AttributeReader.Refuse"/>.</summary>
    static abstract TSelf Read(AttributeReader attributes, ReadOnlySpan<Operand> operands);
}
