using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>What a slice takes of one axis, in places of that axis.</summary>
/// <param name="Start">The first place.</param>
/// <param name="End">The place behind the last one.</param>
/// <param name="Step">From place to place; the others mean anything only where it is 1.</param>
internal readonly record struct SliceRange(int Start, int End, int Step)
{
    /// <summary>The ranges of a slice by axis; null where they are computed or an axis has no known size.</summary>
    public static IReadOnlyDictionary<int, SliceRange>? AllOf(Slice slice, Shape shape)
    {
        if (slice.Starts is not { } starts || slice.Ends is not { } ends)
        {
            return null;
        }

        var ranges = new Dictionary<int, SliceRange>();
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = AxisOf(slice, i, shape.Count);
            var size = shape[axis].IsKnown ? shape[axis].Size : -1;
            var start = Place(starts[i], size);
            ranges[axis] = size < 0 ? new SliceRange(0, 0, 0)
                : new SliceRange(start, Math.Max(start, Place(ends[i], size)), slice.Steps is { } steps ? steps[i] : 1);
        }

        return ranges;
    }

    /// <summary>Which axis a range of a slice is of.</summary>
    public static int AxisOf(Slice slice, int range, int rank)
    {
        var axis = slice.Axes is { } axes ? axes[range] : range;
        return axis < 0 ? axis + rank : axis;
    }

    private static int Place(int place, int size) => (int)Math.Clamp(place < 0 ? (long)place + size : place, 0, Math.Max(0, size));
}
