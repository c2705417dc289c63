namespace DepthCompress.GraphIR;

/// <content>What a certificate must know to choose its inputs.</content>
public abstract partial record AffineMap
{
    /// <summary>The rows that output 0 depends on, relative to input row 0 and across all layers, and the step between outputs.</summary>
    internal (int First, int Last, int Stride) ReadsAlong(int axis)
    {
        switch (this)
        {
            case Single { Kernel.Window: var window }:
                return (-window.PadBegin(axis), window.Reach(axis) - 1 - window.PadBegin(axis), window.Strides[axis]);
            case Sequence { Steps: var steps }:
                return steps.Select(step => step.ReadsAlong(axis)).Aggregate((before, next) =>
                    (before.First + (before.Stride * next.First), before.Last + (before.Stride * next.Last), before.Stride * next.Stride));
            case Sum { Terms: var terms }:
                return terms.Select(term => term.ReadsAlong(axis)).Aggregate((left, right) =>
                    (Math.Min(left.First, right.First), Math.Max(left.Last, right.Last), left.Stride));
            default:
                throw Unexpected();
        }
    }

    /// <summary>Multiplications per position if nothing were strided: an upper bound of what <see cref="Apply"/> costs.</summary>
    internal double Work() => this switch
    {
        Single single => single.Kernel.Weight.Count,
        Sequence sequence => sequence.Steps.Sum(step => step.Work()),
        Sum sum => sum.Terms.Sum(term => term.Work()),
        _ => throw Unexpected(),
    };
}
