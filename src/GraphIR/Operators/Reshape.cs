namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Reshape</c>. In the target 0 copies the axis of the input and −1 takes what is left.
/// </summary>
public sealed record Reshape : Operator, IOperator<Reshape>
{
    /// <inheritdoc/>
    public static string Type => "Reshape";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => AllowZero ? 14 : base.Since;

    /// <summary>The target; null where it is computed and stays an operand.</summary>
    public Dims? Target { get; init; }

    /// <summary>Whether 0 means an axis without elements.</summary>
    public bool AllowZero { get; init; }

    /// <inheritdoc/>
    public static Reshape Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isComputed = AttributeReader.IsComputed(operands, first: 1);
        var target = isComputed ? null : attributes.IntsOrOperand("shape", 1, operands);
        if (target is null && !isComputed)
        {
            attributes.Refuse("the target is not stated");
        }

        return new() { Target = target, AllowZero = attributes.Flag("allowzero", false) };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Target is { } target)
        {
            attributes.IntsOrOperand("shape", 1, target, since: 5);
        }

        attributes.Flag("allowzero", AllowZero, otherwise: false);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        // A computed target without entries can be nothing else.
        if ((Target ?? (operands is [_, { Type.Shape: [{ IsKnown: true, Size: 0 }] }] ? [] : null)) is not { } target)
        {
            // The target is a list, so its length is the number of axes.
            return operands is [_, { Type.Shape: [{ IsKnown: true, Size: <= 8 and var count }] }]
                ? type with { Shape = Shape.Create([.. Enumerable.Repeat(Dim.Unknown, count)]) }
                : Inference.Unknown;
        }

        var axes = new Dim[target.Count];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            if (target[axis] < -1 || (target[axis] == 0 && !AllowZero && axis >= shape.Count))
            {
                return Inference.Fail($"the target {target} does not fit the shape {shape}");
            }

            axes[axis] = target[axis] == 0 && !AllowZero ? shape[axis] : target[axis];
        }

        var whole = new Extent(shape);
        var open = target.ToList().IndexOf(-1);
        if (open < 0)
        {
            return whole.Contradicts(new Extent(Shape.Create(axes)))
                ? Inference.Fail($"the shape {shape} has another number of elements than {target}")
                : type with { Shape = Shape.Create(axes) };
        }

        axes[open] = 1;
        if (target.Count(size => size == -1) > 1 || whole.DividedBy(new Extent(Shape.Create(axes))) is not { } rest)
        {
            return Inference.Fail($"the shape {shape} does not become {target}");
        }

        axes[open] = rest.ToDim();
        return type with { Shape = Shape.Create(axes) };
    }
}
