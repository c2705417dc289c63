namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>ConvTranspose</c> over one to three spatial axes. Operands: input [N, C, …], weight [C, M / groups, …], bias [M] or none.
/// Where it does not stride it is a convolution with the kernel turned around.
/// </summary>
public sealed record ConvTranspose : Operator, IOperator<ConvTranspose>
{
    /// <inheritdoc/>
    public static string Type => "ConvTranspose";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <summary>How the kernel slides over the result.</summary>
    public required Window Window { get; init; }

    /// <summary>Input and output channels are split into so many independent parts.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Rows added behind each axis of the result.</summary>
    public Dims OutputPadding { get; init; }

    /// <summary>The extent of the result, from which the pads follow; null where the pads are stated.</summary>
    public Dims? OutputShape { get; init; }

    /// <inheritdoc/>
    public static ConvTranspose Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var window = Window.Read(attributes, weight: operands.Length > 1 ? operands[1] : default);
        var padding = attributes.Ints("output_padding") ?? Dims.Repeat(0, window.Rank);
        var shape = attributes.Ints("output_shape");
        if (padding.Count != window.Rank || (shape is { } stated && stated.Count != window.Rank))
        {
            attributes.Refuse("output_padding or output_shape and the kernel disagree in length");
        }

        return new() { Window = window, Groups = attributes.Int("group", 1), OutputPadding = padding, OutputShape = shape };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        Window.Write(attributes);
        attributes.Int("group", Groups, otherwise: 1);
        attributes.Ints("output_padding", OutputPadding, otherwise: 0);
        if (OutputShape is { } shape)
        {
            attributes.Ints("output_shape", shape);
        }
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: [var batch, var channels, .. var extent] } input },
            { Type.Shape: [var inputs, var perGroup, .. var kernel] }, ..])
        {
            return Inference.Unknown;
        }

        if (extent.Count != Window.Rank || kernel.Count != Window.Rank || (kernel.ToDims() is { } sizes && sizes != Window.KernelShape))
        {
            return Inference.Fail($"the input {extent}, the weight {kernel} and the kernel shape {Window.KernelShape} do not fit together");
        }

        if (Groups < 1 || (channels.IsKnown && inputs.IsKnown && (channels != inputs || channels.Size % Groups != 0)))
        {
            return Inference.Fail($"the input has {channels} channels, the weight expects {inputs} in {Groups} groups");
        }

        var axes = new Dim[extent.Count];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = Spread(extent[axis], axis);
            if (axes[axis] is { IsKnown: true, Size: < 1 })
            {
                return Inference.Fail($"the pads {Window.Pads} leave nothing of the result");
            }
        }

        var outputs = perGroup.IsKnown && (long)perGroup.Size * Groups <= int.MaxValue ? perGroup.Size * Groups : Dim.Unknown;
        return input with { Shape = [batch, outputs, .. axes] };
    }

    /// <inheritdoc/>
    public override ConvKernel? Lift(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [_, { Initializer: { } weight }, ..]
            || operands is [_, _, { IsPresent: true } addend, ..] && addend.Initializer?.Element.IsFloating() is not true
            || !weight.Element.IsFloating() || weight.Shape.Count != Window.Rank + 2 || weight.Shape[2..] != Window.KernelShape
            || Groups < 1 || weight.Shape[0] % Groups != 0
            || Window.Strides.Any(stride => stride != 1) || OutputShape is not null
            || Window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower)
        {
            return null;
        }

        var bias = operands is [_, _, { Initializer: { } stated }, ..] ? stated : null;
        return bias is not null && bias.Shape != [weight.Shape[1] * Groups]
            ? null
            : ConvKernel.FromTransposed(weight, bias, Window with { AutoPad = AutoPad.Explicit }, Groups, OutputPadding);
    }

    private Dim Spread(Dim extent, int axis)
    {
        if (OutputShape is { } stated)
        {
            return stated[axis];
        }

        if (!extent.IsKnown)
        {
            return Dim.Unknown;
        }

        // SAME asks for extent · stride; no pads are negative, so a kernel shorter than the stride leaves less.
        var stride = (long)Window.Strides[axis];
        var unpadded = (stride * (extent.Size - 1)) + OutputPadding[axis] + Window.Reach(axis);
        var size = Window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower
            ? Math.Min(extent.Size * stride, unpadded)
            : unpadded - Window.PadBegin(axis) - Window.PadEnd(axis);
        return size <= int.MaxValue ? (int)Math.Max(size, 0) : Dim.Unknown;
    }
}
