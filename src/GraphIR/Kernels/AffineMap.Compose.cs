namespace DepthCompress.GraphIR;

/// <content>From a tree of maps to one kernel.</content>
public abstract partial record AffineMap
{
    /// <summary>
    /// The one kernel equal to the whole, or why there is none. Sequences are folded from the front: the padding of step l is harmless
    /// exactly where the composition of the steps before it vanishes on the border, which is what <see cref="ConvKernel.WhyNotThen"/>
    /// asks.
    /// </summary>
    public Composition Compose(BorderRule borders = BorderRule.Exact)
    {
        switch (this)
        {
            case Single { Kernel: var kernel }:
                return new(kernel, null);
            case Sequence { Steps: var steps }:
                return Fold(steps, borders, (left, right) => left.WhyNotThen(right, borders), (left, right) => left.Then(right, borders));
            case Sum { Terms: var terms }:
                return Fold(terms, borders, (left, right) => left.WhyNotPlus(right), (left, right) => left.Plus(right));
            default:
                throw Unexpected();
        }
    }

    /// <summary>
    /// The same tree with all padding in front of its first maps, so that it composes exactly: pads of step l are multiplied by the
    /// strides before it, inner maps are unpadded, and shortcuts are cropped (or, at the very front, padded) to the size of the branch
    /// beside them. Equal to the original away from the borders; the price is paid there. Two-stage specification, section 4.4, remedy A.
    /// </summary>
    public AffineMap MovePaddingToFront()
    {
        var none = Dims.Repeat(0, 2 * Rank);
        return Moved(none, SurplusBefore(none), isFront: true);
    }

    /// <summary>
    /// How many rows more than the original its input must have on every side, so that its output has <paramref name="after"/> rows more
    /// while no step pads: p + s · after per kernel, the largest need of any term of a sum.
    /// </summary>
    private Dims SurplusBefore(Dims after) => this switch
    {
        Single { Kernel.Window: var window } =>
            Dims.Create([.. after.Select((rows, side) => window.Pads[side] + (window.Strides[side % window.Rank] * rows))]),
        Sequence sequence => sequence.Steps.Reverse().Aggregate(after, (surplus, step) => step.SurplusBefore(surplus)),
        Sum sum => sum.Terms.Select(term => term.SurplusBefore(after))
            .Aggregate((left, right) => Dims.Create([.. left.Zip(right, Math.Max)])),
        _ => throw Unexpected(),
    };

    /// <param name="after">The surplus its output is to have.</param>
    /// <param name="before">The surplus its input has; what is not needed of it is cropped.</param>
    /// <param name="isFront">Whether it reads the input of the whole, which has no surplus but zeros around it.</param>
    private AffineMap Moved(Dims after, Dims before, bool isFront)
    {
        switch (this)
        {
            case Single { Kernel: var kernel }:
                var need = SurplusBefore(after);
                if (isFront)
                {
                    return kernel with { Window = kernel.Window with { Pads = need } };
                }

                AffineMap bare = kernel with { Window = kernel.Window with { Pads = Dims.Repeat(0, need.Count) } };
                var crop = Dims.Create([.. need.Zip(before, (needed, given) => needed - given)]);
                return crop.All(rows => rows == 0) ? bare : Chain(ConvKernel.Padding(kernel.Inputs, crop), bare);
            case Sequence { Steps: var steps }:
                var moved = new AffineMap[steps.Length];
                for (var index = steps.Length - 1; index >= 0; index--)
                {
                    var surplus = index == 0 ? before : steps[index].SurplusBefore(after);
                    moved[index] = steps[index].Moved(after, surplus, isFront && index == 0);
                    after = steps[index].SurplusBefore(after);
                }

                return new Sequence([.. moved]);
            case Sum { Terms: var terms }:
                return new Sum([.. terms.Select(term => term.Moved(after, before, isFront))]);
            default:
                throw Unexpected();
        }
    }

    private static Composition Fold(
        ImmutableArray<AffineMap> parts, BorderRule borders,
        Func<ConvKernel, ConvKernel, string?> whyNot, Func<ConvKernel, ConvKernel, ConvKernel> join)
    {
        ConvKernel? result = null;
        foreach (var part in parts)
        {
            var composition = part.Compose(borders);
            if (composition.Kernel is not { } kernel)
            {
                return composition;
            }

            if (result is not null && whyNot(result, kernel) is { } why)
            {
                return new(null, why);
            }

            result = result is null ? kernel : join(result, kernel);
        }

        return result is null ? new(null, "there is nothing to merge") : new(result, null);
    }
}
