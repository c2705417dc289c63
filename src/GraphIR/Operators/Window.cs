namespace DepthCompress.GraphIR;

/// <summary>
/// Kernel shape, strides, dilations and pads of convolutions and pools, and the only place where sliding arithmetic is written.
/// Pads are in the ONNX order: every axis' begin, then every axis' end.
/// </summary>
public sealed record Window
{
    /// <summary>No extent comes near it, and no sum of a few of them overflows.</summary>
    private const int Largest = 1 << 24;

    /// <summary>Rows, columns, … of the kernel.</summary>
    public required Dims KernelShape { get; init; }

    /// <summary>Steps between outputs.</summary>
    public required Dims Strides { get; init; }

    /// <summary>Steps between taps.</summary>
    public required Dims Dilations { get; init; }

    /// <summary>Begins, then ends; all zero while <see cref="AutoPad"/> is not explicit.</summary>
    public required Dims Pads { get; init; }

    /// <summary>How the pads are found.</summary>
    public AutoPad AutoPad { get; init; }

    /// <summary>The number of spatial axes.</summary>
    public int Rank => KernelShape.Count;

    /// <summary>Whether no padding is added anywhere.</summary>
    public bool IsUnpadded => AutoPad is AutoPad.Valid || (AutoPad is AutoPad.Explicit && Pads.All(pad => pad == 0));

    /// <summary>Whether every tap is the only one, without stride and padding.</summary>
    public bool IsPointwise => KernelShape.All(size => size == 1) && Strides.All(stride => stride == 1) && IsUnpadded;

    /// <summary>A window of this kernel shape; stride 1, dilation 1, no padding unless given.</summary>
    public static Window Of(Dims kernelShape, Dims? strides = null, Dims? pads = null, Dims? dilations = null) => new()
    {
        KernelShape = kernelShape,
        Strides = strides ?? Dims.Repeat(1, kernelShape.Count),
        Dilations = dilations ?? Dims.Repeat(1, kernelShape.Count),
        Pads = pads ?? Dims.Repeat(0, 2 * kernelShape.Count),
    };

    /// <summary>Reads kernel_shape, strides, dilations, pads and auto_pad; the kernel shape may follow from a weight [M, C, …].</summary>
    public static Window Read(AttributeReader attributes, Operand weight = default)
    {
        var kernel = attributes.Ints("kernel_shape") ?? (weight.Type is { Shape.Count: > 2 } type ? type.Shape[2..].ToDims() : null) ?? [];
        if (kernel.Count == 0)
        {
            attributes.Refuse("the kernel shape is not stated and does not follow from a weight");
        }

        var automatic = attributes.Text("auto_pad", "NOTSET");
        var window = new Window
        {
            KernelShape = kernel,
            Strides = attributes.Ints("strides") ?? Dims.Repeat(1, kernel.Count),
            Dilations = attributes.Ints("dilations") ?? Dims.Repeat(1, kernel.Count),
            Pads = attributes.Ints("pads") ?? Dims.Repeat(0, 2 * kernel.Count),
            AutoPad = automatic switch
            {
                "SAME_UPPER" => AutoPad.SameUpper,
                "SAME_LOWER" => AutoPad.SameLower,
                "VALID" => AutoPad.Valid,
                _ => AutoPad.Explicit,
            },
        };
        return window.Check(attributes) ? window : Of(kernel);
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public void Write(AttributeWriter attributes)
    {
        attributes.Ints("kernel_shape", KernelShape);
        attributes.Ints("strides", Strides, otherwise: 1);
        attributes.Ints("dilations", Dilations, otherwise: 1);
        attributes.Ints("pads", Pads, otherwise: 0);
        var automatic = AutoPad switch
        {
            AutoPad.SameUpper => "SAME_UPPER",
            AutoPad.SameLower => "SAME_LOWER",
            AutoPad.Valid => "VALID",
            _ => "NOTSET",
        };
        attributes.Text("auto_pad", automatic, otherwise: "NOTSET");
    }

    /// <summary>Rows in front of an axis.</summary>
    public int PadBegin(int axis) => Pads[axis];

    /// <summary>Rows behind an axis.</summary>
    public int PadEnd(int axis) => Pads[axis + Rank];

    /// <summary>How far the kernel reaches along an axis: dilation · (kernel − 1) + 1.</summary>
    public int Reach(int axis) => (Dilations[axis] * (KernelShape[axis] - 1)) + 1;

    /// <summary>The output extent of an input extent; null where the kernel does not fit.</summary>
    public int? Slide(int extent, int axis, bool ceil = false)
    {
        if (AutoPad is AutoPad.SameUpper or AutoPad.SameLower)
        {
            return (int)(((long)extent + Strides[axis] - 1) / Strides[axis]);
        }

        var span = (long)extent + PadBegin(axis) + PadEnd(axis) - Reach(axis);
        var count = (span / Strides[axis]) + 1;
        if (span < 0 || count >= int.MaxValue)
        {
            return null;
        }

        // With ceil, the last window must begin inside the input or its begin padding.
        var isOneMore = ceil && span % Strides[axis] != 0 && count * Strides[axis] < (long)extent + PadBegin(axis);
        return (int)count + (isOneMore ? 1 : 0);
    }

    /// <summary>
    /// The output axes of the input axes [H, W, …]; an axis known by name keeps its name where the window preserves every extent.
    /// Null where the kernel does not fit.
    /// </summary>
    public Shape? Slide(Shape extent, bool ceil = false)
    {
        var axes = new Dim[extent.Count];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            if (extent[axis].IsKnown)
            {
                if (Slide(extent[axis].Size, axis, ceil) is not { } size)
                {
                    return null;
                }

                axes[axis] = size;
            }
            else
            {
                var preserves = Strides[axis] == 1
                    && (AutoPad is AutoPad.SameUpper or AutoPad.SameLower || PadBegin(axis) + PadEnd(axis) == Reach(axis) - 1);
                axes[axis] = preserves ? extent[axis] : Dim.Unknown;
            }
        }

        return Shape.Create(axes);
    }

    /// <summary>The same window with the pads written down, for this input extent.</summary>
    public Window WithExplicitPads(Dims extent)
    {
        if (AutoPad is AutoPad.Explicit)
        {
            return this;
        }

        var pads = new int[2 * Rank];
        for (var axis = 0; axis < Rank && AutoPad is not AutoPad.Valid; axis++)
        {
            var outputs = ((long)extent[axis] + Strides[axis] - 1) / Strides[axis];
            var total = (int)Math.Max(0, ((outputs - 1) * Strides[axis]) + Reach(axis) - extent[axis]);
            var small = total / 2;
            (pads[axis], pads[axis + Rank]) = AutoPad is AutoPad.SameUpper ? (small, total - small) : (total - small, small);
        }

        return this with { Pads = Dims.Create(pads), AutoPad = AutoPad.Explicit };
    }

    private bool Check(AttributeReader attributes)
    {
        var problem =
            Strides.Count != Rank || Dilations.Count != Rank || Pads.Count != 2 * Rank
                ? "kernel_shape, strides, dilations and pads disagree in length"
            : KernelShape.Any(size => size < 1) || Strides.Any(stride => stride < 1) || Dilations.Any(step => step < 1)
                ? "a window size is not positive"
            : KernelShape.Concat(Strides).Concat(Dilations).Concat(Pads).Any(size => size is > Largest or < -Largest)
                || KernelShape.Zip(Dilations, (taps, step) => (long)taps * step).Any(reach => reach > Largest) ? "a window size is out of range"
            : AutoPad is not AutoPad.Explicit && Pads.Any(pad => pad != 0) ? "both auto_pad and pads are stated"
            : null;
        if (problem is not null)
        {
            attributes.Refuse(problem);
        }

        return problem is null;
    }
}
