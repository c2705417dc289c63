namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>BatchNormalization</c> at inference: scale · (x − mean) / √(variance + ε) + shift. Operands: input [N, C, …], scale, shift,
/// mean and variance [C]. Training forms are refused.
/// </summary>
public sealed record BatchNormalization : Operator, IOperator<BatchNormalization>
{
    /// <inheritdoc/>
    public static string Type => "BatchNormalization";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 5;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>How slowly training moves the statistics.</summary>
    public float Momentum { get; init; } = 0.9f;

    /// <inheritdoc/>
    public static BatchNormalization Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (attributes.Results > 1 || attributes.Flag("training_mode", false)
            || (attributes.Opset < 7 && !attributes.Flag("is_test", false)))
        {
            attributes.Refuse("the batch normalization updates its statistics: it is in training form");
        }

        if (attributes.Opset < 9 && !attributes.Flag("spatial", true))
        {
            attributes.Refuse("the batch normalization has statistics per element, not per channel");
        }

        return new() { Epsilon = attributes.Float("epsilon", 1e-5f), Momentum = attributes.Float("momentum", 0.9f) };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Float("epsilon", Epsilon, otherwise: 1e-5f);
        attributes.Float("momentum", Momentum, otherwise: 0.9f);
        if (attributes.Opset is > 0 and < 7)
        {
            attributes.Flag("is_test", true, otherwise: false);
        }
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) =>
        slot switch { 0 => OperandKind.Data, 1 or 2 => OperandKind.Weight, _ => OperandKind.Statistic };

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => PerChannel.InferLikeFirst(operands, constants: 4);

    /// <inheritdoc/>
    public override ConvKernel? Lift(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: { Count: >= 3 and <= 5 } shape } }, { Initializer: { } scale }, { Initializer: { } shift },
            { Initializer: { } mean }, { Initializer: { } variance }]
            || !scale.Element.IsFloating()
            || PerChannel.InferLikeFirst(operands, constants: 4).Problem is not null)
        {
            return null;
        }

        var (scales, shifts, means, variances) = (scale.ToDoubles(), shift.ToDoubles(), mean.ToDoubles(), variance.ToDoubles());
        for (var channel = 0; channel < scales.Length; channel++)
        {
            scales[channel] /= Math.Sqrt(variances[channel] + Epsilon);
            shifts[channel] -= scales[channel] * means[channel];
        }

        return PerChannel.Map(scales, shifts, shape.Count - 2);
    }
}
