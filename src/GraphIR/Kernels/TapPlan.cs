namespace DepthCompress.GraphIR;

/// <summary>Where the product of tap p of the first and tap q of the second map lands: at First[p] + Second[q].</summary>
internal sealed class TapPlan
{
    private readonly int[] first;
    private readonly int[] second;

    public TapPlan(Window first, Window next, Window merged)
    {
        var (steps, nextSteps) = (new int[merged.Rank], new int[merged.Rank]);
        for (var axis = 0; axis < merged.Rank; axis++)
        {
            steps[axis] = first.Dilations[axis] / merged.Dilations[axis];
            nextSteps[axis] = first.Strides[axis] * next.Dilations[axis] / merged.Dilations[axis];
        }

        this.first = TapGrid.Positions(first.KernelShape, steps, merged.KernelShape);
        second = TapGrid.Positions(next.KernelShape, nextSteps, merged.KernelShape);
        Taps = merged.KernelShape.Product;
    }

    public int Taps { get; }

    /// <summary>Adds product [outputs, q, inputs, p] to result [outputs, inputs, u].</summary>
    public void Scatter(ReadOnlySpan<double> product, Span<double> result, int outputs, int inputs, int resultColumns)
    {
        for (var row = 0; row < outputs * second.Length; row++)
        {
            var (from, to) = (row * inputs * first.Length, (row / second.Length * resultColumns) + second[row % second.Length]);
            for (var input = 0; input < inputs; input++)
            {
                for (var tap = 0; tap < first.Length; tap++)
                {
                    result[to + (input * Taps) + first[tap]] += product[from + (input * first.Length) + tap];
                }
            }
        }
    }
}
