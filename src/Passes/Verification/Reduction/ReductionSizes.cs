using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Verification;

/// <summary>Networks over smaller values.</summary>
internal static class ReductionSizes
{
    /// <summary>An axis of an input of half the size, or of one less; axes known by name of a size.</summary>
    public static IEnumerable<Graph> Axes(Graph graph)
    {
        for (var index = 0; index < graph.Inputs.Length; index++)
        {
            if (graph.TypeOf(graph.Inputs[index]) is not { } type)
            {
                continue;
            }

            for (var axis = 0; axis < type.Shape.Count; axis++)
            {
                foreach (var size in Sizes(type.Shape[axis]))
                {
                    var changed = Resized(graph, index, axis, size);
                    if (Derives(changed))
                    {
                        yield return changed;
                    }
                }
            }
        }
    }

    /// <summary>Fewer channels: half of those that may go, or one.</summary>
    public static IEnumerable<Graph> Channels(Graph graph)
    {
        if (graph.Nodes.Any(node => node.Op is Opaque { Source: not null }))
        {
            yield break;
        }

        var groups = ChannelGroups.Of(graph);
        var free = Enumerable.Range(0, groups.UnitCount).Where(unit => groups.WhyPinned(unit) is null).ToList();
        foreach (var units in new[] { free.Where((_, place) => place % 2 == 1).ToList() }.Concat(free.Select(unit => new List<int> { unit })))
        {
            if (units.Count > 0 && !groups.Axes.Any(axis => axis.Units.All(units.Contains)))
            {
                yield return SliceChannels.Apply(new KeptChannels(groups, units));
            }
        }
    }

    /// <summary>Windows without stride, dilation, padding.</summary>
    public static IEnumerable<Graph> Windows(Graph graph)
    {
        foreach (var node in graph.Nodes)
        {
            foreach (var op in Simpler(node.Op))
            {
                var changed = graph.WithNodes(graph.Nodes.Select(other => other == node ? node.With(op: op) : other));
                if (Derives(changed))
                {
                    yield return changed;
                }
            }
        }
    }

    private static IEnumerable<Operator> Simpler(Operator op) => op switch
    {
        Conv conv => Simpler(conv.Window).Select(window => conv with { Window = window }),
        ConvTranspose conv => Simpler(conv.Window).Select(window => conv with { Window = window, OutputPadding = Dims.Repeat(0, window.Rank) }),
        MaxPool pool => Simpler(pool.Window).Select(window => pool with { Window = window }),
        AveragePool pool => Simpler(pool.Window).Select(window => pool with { Window = window }),
        _ => [],
    };

    private static IEnumerable<Window> Simpler(Window window) => new[]
    {
        window with { Strides = Dims.Repeat(1, window.Rank) },
        window with { Dilations = Dims.Repeat(1, window.Rank) },
        window with { Pads = Dims.Repeat(0, 2 * window.Rank), AutoPad = AutoPad.Explicit },
    }.Where(simpler => simpler != window);

    private static IEnumerable<int> Sizes(Dim axis) => !axis.IsKnown ? [1, 2] : axis.Size <= 1 ? [] : new[] { 1, axis.Size / 2, axis.Size - 1 }.Distinct();

    private static Graph Resized(Graph graph, int index, int axis, int size)
    {
        var old = graph.TypeOf(graph.Inputs[index])!.Shape[axis];
        return graph.WithInputTypes([.. graph.Inputs.Select((input, place) =>
        {
            var type = graph.TypeOf(input)!;
            return type with { Shape = [.. type.Shape.Select((dim, at) => (place == index && at == axis) || (!old.IsKnown && dim == old) ? size : dim)] };
        })]);
    }

    /// <summary>Whether every type still follows, without a contradiction and without an empty value.</summary>
    private static bool Derives(Graph graph) => graph.TypeProblems.IsEmpty
        && graph.Nodes.All(node => graph.TypeOf(node.Output) is not { } type || type.Shape.All(axis => !axis.IsKnown || axis.Size > 0));
}
