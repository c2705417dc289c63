namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Conv</c> over one to three spatial axes. Operands: input [N, C, …], weight [M, C / groups, …], bias [M] or none.
/// </summary>
public sealed record Conv : Operator, IOperator<Conv>
{
    /// <inheritdoc/>
    public static string Type => "Conv";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <summary>How the kernel slides.</summary>
    public required Window Window { get; init; }

    /// <summary>Input and output channels are split into so many independent parts.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public static Conv Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Window = Window.Read(attributes, weight: operands.Length > 1 ? operands[1] : default),
        Groups = attributes.Int("group", 1),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        Window.Write(attributes);
        attributes.Int("group", Groups, otherwise: 1);
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: [var batch, var channels, .. var extent] } input },
            { Type.Shape: [var outputs, var perGroup, .. var kernel] }, ..])
        {
            return Inference.Unknown;
        }

        if (extent.Count != Window.Rank || kernel.Count != Window.Rank)
        {
            return Inference.Fail($"the input has {extent.Count} spatial axes, the weight {kernel.Count}, the window {Window.Rank}");
        }

        if (kernel.ToDims() is { } sizes && sizes != Window.KernelShape)
        {
            return Inference.Fail($"the weight has kernel shape {sizes}, the attributes say {Window.KernelShape}");
        }

        if (channels.IsKnown && perGroup.IsKnown && channels.Size != (long)perGroup.Size * Groups)
        {
            return Inference.Fail($"the input has {channels.Size} channels, the weight expects {(long)perGroup.Size * Groups}");
        }

        if (Groups < 1 || (outputs.IsKnown && outputs.Size % Groups != 0))
        {
            return Inference.Fail($"{outputs.Size} output channels do not split into {Groups} groups");
        }

        return Window.Slide(extent) is { } slid
            ? input with { Shape = [batch, outputs, .. slid] }
            : Inference.Fail($"the kernel {Window.KernelShape} does not fit into the input {extent}");
    }

    /// <inheritdoc/>
    public override ConvKernel? Lift(ReadOnlySpan<Operand> operands) => operands switch
    {
        [_, { Initializer: { } weight }] => Lifted(weight, null),
        [_, { Initializer: { } weight }, { IsPresent: false }] => Lifted(weight, null),
        [_, { Initializer: { } weight }, { Initializer: { } bias }] => Lifted(weight, bias),
        _ => null,
    };

    private ConvKernel? Lifted(Tensor weight, Tensor? bias)
    {
        var fits = weight.Element.IsFloating() && weight.Shape.Count == Window.Rank + 2 && weight.Shape[2..] == Window.KernelShape
            && Groups > 0 && weight.Shape[0] % Groups == 0
            && (bias is null || (bias.Element.IsFloating() && bias.Shape == [weight.Shape[0]]));
        return fits && Window.AutoPad is (AutoPad.Explicit or AutoPad.Valid)
            ? new()
            {
                Weight = weight.ConvertTo(ElementType.Float64),
                Bias = bias?.ConvertTo(ElementType.Float64) ?? Tensor.Zeros(ElementType.Float64, [weight.Shape[0]]),
                Window = Window with { AutoPad = AutoPad.Explicit },
                Groups = Groups,
            }
            : null;
    }
}
