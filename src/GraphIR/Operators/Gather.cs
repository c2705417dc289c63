namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Gather</c>: the places along one axis that the second operand names.
/// </summary>
public sealed record Gather : Operator, IOperator<Gather>
{
    /// <inheritdoc/>
    public static string Type => "Gather";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <summary>The axis that is indexed.</summary>
    public int Axis { get; init; }

    /// <inheritdoc/>
    public static Gather Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new() { Axis = attributes.Int("axis", 0) };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes) => attributes.Int("axis", Axis, otherwise: 0);

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => operands switch
    {
        [{ Type: { } data }, { Type: { } indices }] => GraphIR.Axis.Of(Axis, data.Shape.Count) is { } axis
            ? data with { Shape = [.. data.Shape[..axis], .. indices.Shape, .. data.Shape[(axis + 1)..]] }
            : GraphIR.Axis.Fail(Axis, data.Shape),
        _ => Inference.Unknown,
    };
}
