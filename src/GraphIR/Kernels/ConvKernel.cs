using System.Numerics.Tensors;

namespace DepthCompress.GraphIR;

/// <summary>
/// An affine map over feature maps, <c>y = W * x + b</c>: what every linear operator lifts to. Numbers are kept in double precision and
/// rounded once, when an operator is made of it. Pads are explicit; a negative pad is a crop. No spatial axes: a matrix (Gemm).
/// </summary>
public sealed partial record ConvKernel
{
    /// <summary>[outputs, inputs / groups, kernel …], f64.</summary>
    public required Tensor Weight { get; init; }

    /// <summary>[outputs], f64.</summary>
    public required Tensor Bias { get; init; }

    /// <summary>How the kernel slides; pads are explicit.</summary>
    public required Window Window { get; init; }

    /// <summary>Input and output channels are split into so many independent parts.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>The number of spatial axes.</summary>
    public int Rank => Window.Rank;

    /// <summary>The number of input channels.</summary>
    public int Inputs => Weight.Shape[1] * Groups;

    /// <summary>The number of output channels.</summary>
    public int Outputs => Weight.Shape[0];

    /// <summary>Whether any output has a bias other than zero.</summary>
    public bool HasBias => Bias.AsSpan<double>().ContainsAnyExcept(0.0);

    /// <summary>One tap, without stride or padding: every position by itself.</summary>
    public bool IsPointwise => Window.IsPointwise;

    /// <summary>Every channel by itself.</summary>
    public bool IsDepthwise => Groups == Inputs && Groups == Outputs;

    /// <summary>One number per channel: pointwise, depthwise, without stride or padding.</summary>
    public bool IsChannelwise => IsPointwise && IsDepthwise;

    private int Taps => Window.KernelShape.Product;

    /// <summary>The map that changes nothing: what a skip connection contributes.</summary>
    public static ConvKernel Identity(int channels, int rank) => Channelwise(Ones(channels), new double[channels], rank);

    /// <summary>The map that scales and shifts every channel: what a batch norm is.</summary>
    public static ConvKernel Channelwise(ReadOnlySpan<double> scale, ReadOnlySpan<double> shift, int rank) => new()
    {
        Weight = Tensor.Create([scale.Length, 1, .. Dims.Repeat(1, rank)], scale),
        Bias = Tensor.Create([shift.Length], shift),
        Window = Window.Of(Dims.Repeat(1, rank)),
        Groups = scale.Length,
    };

    /// <summary>
    /// The map that adds zeros around every channel, or with negative pads cuts rows off. Pads: all begins, then all ends.
    /// </summary>
    public static ConvKernel Padding(int channels, Dims pads)
    {
        var identity = Identity(channels, pads.Count / 2);
        return identity with { Window = identity.Window with { Pads = pads } };
    }

    /// <summary>
    /// What a transposed convolution with stride 1 is: the convolution with the flipped kernel, padded by reach − 1 − pad. Null for other
    /// strides, which no convolution equals, and where pads crop so much that the kernel would not fit into memory.
    /// </summary>
    /// <param name="weight">[inputs, outputs / groups, kernel …], as ONNX stores it.</param>
    /// <param name="bias">[outputs], or none.</param>
    /// <param name="window">The window of the transposed convolution; pads are explicit.</param>
    /// <param name="groups">The groups of the transposed convolution.</param>
    /// <param name="outputPadding">Rows added behind every axis of the output.</param>
    public static ConvKernel? FromTransposed(Tensor weight, Tensor? bias, Window window, int groups, Dims outputPadding)
    {
        if (window.AutoPad is not AutoPad.Explicit || window.Strides.Any(stride => stride != 1) || !IsModest(window))
        {
            return null;
        }

        var (inputs, perGroup, taps, rank) = (weight.Shape[0] / groups, weight.Shape[1], window.KernelShape.Product, window.Rank);
        var source = weight.ToDoubles();
        var flipped = new double[source.Length];
        for (var output = 0; output < perGroup * groups; output++)
        {
            var (group, column) = (output / perGroup, output % perGroup);
            for (var input = 0; input < inputs; input++)
            {
                var from = source.AsSpan(((((group * inputs) + input) * perGroup) + column) * taps, taps);
                var to = flipped.AsSpan(((output * inputs) + input) * taps, taps);
                from.CopyTo(to);
                to.Reverse();
            }
        }

        var pads = new int[2 * rank];
        for (var axis = 0; axis < rank; axis++)
        {
            pads[axis] = window.Reach(axis) - 1 - window.PadBegin(axis);
            pads[axis + rank] = window.Reach(axis) - 1 - window.PadEnd(axis) + (outputPadding.Count > 0 ? outputPadding[axis] : 0);
        }

        var said = window with { Pads = Dims.Create(pads) };

        // Pads of thousands in a small file would become kernels of as many taps.
        return WeightsWithoutCrop(said, perGroup * groups, inputs) > Math.Min(MostWeights, Math.Max(1 << 20, 16L * source.Length)) ? null : new ConvKernel
        {
            Weight = Tensor.Create<double>([perGroup * groups, inputs, .. window.KernelShape], flipped),
            Bias = bias?.ConvertTo(ElementType.Float64) ?? Tensor.Zeros(ElementType.Float64, [perGroup * groups]),
            Window = said,
            Groups = groups,
        }.WithoutCrop();
    }

    /// <summary>The same map without its bias: its linear part.</summary>
    public ConvKernel WithoutBias() => HasBias ? this with { Bias = Tensor.Zeros(ElementType.Float64, [Outputs]) } : this;

    /// <summary>
    /// The operator that computes this map, for the operands [input, <see cref="Weight"/>, <see cref="Bias"/>] in any floating type
    /// (<see cref="Tensor.ConvertTo"/>).
    /// </summary>
    public Conv ToOperator() => Window.Pads.Any(pad => pad < 0)
        ? throw new CompilerBugException($"a convolution cannot crop (pads {Window.Pads}); use {nameof(WithoutCrop)} first")
        : new() { Window = Window, Groups = Groups };

    /// <summary>The same map with zero taps in place of negative pads, so that <see cref="ToOperator"/> can say it.</summary>
    public ConvKernel WithoutCrop()
    {
        if (Window.Pads.All(pad => pad >= 0))
        {
            return this;
        }

        var (kernel, dilations, pads) = (new int[Rank], new int[Rank], new int[2 * Rank]);
        for (var axis = 0; axis < Rank; axis++)
        {
            var (front, back) = (Math.Max(0, -Window.PadBegin(axis)), Math.Max(0, -Window.PadEnd(axis)));
            var step = TapGrid.CommonStep(front, back, Window.KernelShape[axis] > 1 ? Window.Dilations[axis] : 0);
            (kernel[axis], dilations[axis]) = (((Window.Reach(axis) - 1 + front + back) / step) + 1, step);
            (pads[axis], pads[axis + Rank]) = (Window.PadBegin(axis) + front, Window.PadEnd(axis) + back);
        }

        return MovedInto(Window with { KernelShape = Dims.Create(kernel), Dilations = Dims.Create(dilations), Pads = Dims.Create(pads) });
    }

    /// <summary>The same map over a window that contains this one: every tap reads what it read, the added taps are zero.</summary>
    private ConvKernel MovedInto(Window target)
    {
        if (target == Window)
        {
            return this;
        }

        var steps = new int[Rank];
        var shift = 0;
        for (var axis = 0; axis < Rank; axis++)
        {
            steps[axis] = Window.Dilations[axis] / target.Dilations[axis];
            shift = (shift * target.KernelShape[axis]) + ((target.PadBegin(axis) - Window.PadBegin(axis)) / target.Dilations[axis]);
        }

        var positions = TapGrid.Positions(Window.KernelShape, steps, target.KernelShape);
        var (taps, targetTaps) = (Taps, target.KernelShape.Product);
        var source = Weight.AsSpan<double>();
        var moved = new double[Weight.Count / taps * targetTaps];
        for (var row = 0; row < Weight.Count / taps; row++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                moved[(row * targetTaps) + shift + positions[tap]] = source[(row * taps) + tap];
            }
        }

        return this with { Weight = Tensor.Create<double>([Outputs, Weight.Shape[1], .. target.KernelShape], moved), Window = target };
    }

    /// <summary>The same map in fewer groups; <paramref name="groups"/> divides <see cref="Groups"/>. The added weights are zero.</summary>
    private ConvKernel WithGroups(int groups)
    {
        if (groups == Groups)
        {
            return this;
        }

        var (narrow, wide) = (Weight.Shape[1] * Taps, Inputs / groups * Taps);
        var merged = Groups / groups;
        var source = Weight.AsSpan<double>();
        var widened = new double[Outputs * wide];
        for (var output = 0; output < Outputs; output++)
        {
            var part = output / (Outputs / Groups) % merged;
            source.Slice(output * narrow, narrow).CopyTo(widened.AsSpan((output * wide) + (part * narrow)));
        }

        return this with { Weight = Tensor.Create<double>([Outputs, Inputs / groups, .. Window.KernelShape], widened), Groups = groups };
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        ones.AsSpan().Fill(1.0);
        return ones;
    }

    private static bool IsFinite(Tensor tensor) => double.IsFinite(TensorPrimitives.SumOfMagnitudes(tensor.AsSpan<double>()));
}
