namespace DepthCompress.GraphIR;

/// <summary>Where the taps of one kernel lie among the taps of a larger one.</summary>
internal static class TapGrid
{
    /// <summary>The largest step that reaches every one of the distances; 1 where all are zero.</summary>
    public static int CommonStep(params ReadOnlySpan<int> distances)
    {
        var step = 0;
        foreach (var distance in distances)
        {
            for (var other = Math.Abs(distance); other != 0;)
            {
                (step, other) = (other, step % other);
            }
        }

        return Math.Max(1, step);
    }

    /// <summary>
    /// For every tap of <paramref name="kernel"/>, row-major, its index among the taps of <paramref name="target"/> when tap (p, q, …)
    /// goes to (p · step, q · step, …).
    /// </summary>
    public static int[] Positions(Dims kernel, ReadOnlySpan<int> steps, Dims target)
    {
        var positions = new int[kernel.Product];
        for (var tap = 0; tap < positions.Length; tap++)
        {
            var (rest, position, scale) = (tap, 0, 1);
            for (var axis = kernel.Count - 1; axis >= 0; axis--)
            {
                position += rest % kernel[axis] * steps[axis] * scale;
                rest /= kernel[axis];
                scale *= target[axis];
            }

            positions[tap] = position;
        }

        return positions;
    }

    /// <summary>The first and last tap of every axis that is not zero everywhere; null where all taps are zero.</summary>
    public static (int[] First, int[] Last)? Support(ConvKernel kernel)
    {
        var shape = kernel.Window.KernelShape;
        var used = UsedTaps(kernel.Weight.AsSpan<double>(), shape.Product);
        var (first, last) = (shape.Span.ToArray(), new int[shape.Count]);
        for (var tap = 0; tap < used.Length; tap++)
        {
            var rest = tap;
            for (var axis = shape.Count - 1; axis >= 0 && used[tap]; axis--)
            {
                first[axis] = Math.Min(first[axis], rest % shape[axis]);
                last[axis] = Math.Max(last[axis], rest % shape[axis]);
                rest /= shape[axis];
            }
        }

        return used.Contains(true) ? (first, last) : null;
    }

    private static bool[] UsedTaps(ReadOnlySpan<double> weights, int taps)
    {
        var used = new bool[taps];
        var missing = taps;
        for (var start = 0; start < weights.Length && missing > 0; start += taps)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                if (!used[tap] && weights[start + tap] != 0)
                {
                    used[tap] = true;
                    missing--;
                }
            }
        }

        return used;
    }
}
