using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Takes some channels of a value in the cheapest way: all of them as they are, a range by slicing, any others by gathering.
/// </summary>
internal static class ChannelPick
{
    public static Value Take(GraphEditor edit, Node node, Value value, int channels, ReadOnlySpan<int> places)
    {
        var isRange = true;
        for (var i = 1; i < places.Length; i++)
        {
            isRange &= places[i] == places[i - 1] + 1;
        }

        var hint = $"{node.Name}.channels";
        return isRange && places.Length == channels ? value
            : isRange ? edit.Define(hint, new Slice { Starts = [places[0]], Ends = [places[^1] + 1], Axes = [1] }, [value])
            : edit.Define(hint, new Gather { Axis = 1 }, [value, Indices(edit, node, places)]);
    }

    /// <summary>The channels come in another order and number, under the value's own name.</summary>
    public static void Redefine(GraphEditor edit, Node node, Value value, Value packed, ReadOnlySpan<int> places) =>
        edit.Redefine(value, new Gather { Axis = 1 }, [packed, Indices(edit, node, places)], node);

    private static Value Indices(GraphEditor edit, Node node, ReadOnlySpan<int> places)
    {
        var wide = new long[places.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = places[i];
        }

        return edit.Initializer($"{node.Name}.indices", Tensor.Create<long>([wide.Length], wide));
    }
}
