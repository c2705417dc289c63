namespace DepthCompress.GraphIR;

/// <summary>Everything the compiler may ask of an operator. Operators are facts: equal fields, equal operators.</summary>
public abstract record Operator
{
    /// <summary>The ONNX operator type.</summary>
    public abstract string OpType { get; }

    /// <summary>The ONNX domain; empty for the standard one.</summary>
    public virtual string Domain => "";

    /// <summary>The first opset of its domain that has it in this meaning, among those that are read.</summary>
    public virtual int Since => OnnxShell.OldestOpset;

    /// <summary>How many operands there are at least; none of these is left out.</summary>
    public virtual int LeastOperands => 1;

    /// <summary>What planning may do with it.</summary>
    public virtual Role Role => Role.Opaque;

    /// <summary>The attributes, under their ONNX names. ONNX and the textual IR are both written from here.</summary>
    public abstract void Write(AttributeWriter attributes);

    /// <summary>What training does with operand <paramref name="slot"/>.</summary>
    public virtual OperandKind KindOf(int slot) => OperandKind.Data;

    /// <summary>The types of the results.</summary>
    public virtual Inference Infer(ReadOnlySpan<Operand> operands) => Inference.Unknown;

    /// <summary>This operator as an affine map over its first operand, or null where it is not one.</summary>
    public virtual ConvKernel? Lift(ReadOnlySpan<Operand> operands) => null;
}
