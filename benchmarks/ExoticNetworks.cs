using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks;

/// <summary>Networks of shapes that no designer draws and a program or an attacker may write.</summary>
internal static class ExoticNetworks
{
    private const int Channels = GrowingDraft.Channels;

    /// <summary>The kinds by name.</summary>
    internal static ImmutableArray<(string Name, Func<int, Graph> Make)> Kinds { get; } =
    [
        ("skips around a barrier", Blocked),
        ("skips around two layers", Ringed),
        ("skips from the first half to the end", Bridged),
        ("one shift for every layer", Shifted),
        ("recurrences", Recurrent),
        ("diamonds", Diamonds),
        ("convolutions in a row", count => Repeated(count, (draft, last) => draft.Conv(last))),
        ("grouped convolutions", Grouped),
        ("squeeze and excitation", Gated),
        ("the input to every layer", Fed),
        ("slices of channels", Sliced),
        ("normalizations in a row", Normalized),
        ("additions in a row", count => Repeated(count, (draft, last) => draft.Add(last, draft.Constant([Channels, 1, 1])))),
        ("activations in a row", count => Repeated(count, (draft, last) => draft.Relu(last))),
        ("bounds in a row", count => Repeated(count, (draft, last) => draft.Apply(new Clip { Min = 0, Max = 6 }, [last]))),
        ("identities in a row", count => Repeated(count, (draft, last) => draft.Apply(new Identity(), [last]))),
        ("pads in a row", count => Before(count, (draft, last) => draft.Apply(new Pad { Pads = [0, 0, 1, 0, 0, 0, 0, 0] }, [last]))),
        ("factors in a row", count => Before(count, (draft, last) => draft.Apply(new Mul(), [last, draft.Constant([Channels, 1, 1])]))),
        ("transposes in a row", count => Repeated(count, (draft, last) => draft.Apply(new Transpose { Permutation = [0, 1, 3, 2] }, [last]))),
        ("reshapes in a row", count => Repeated(count, (draft, last) => draft.Apply(new Reshape { Target = [1, Channels, 4, 4] }, [last]))),
        ("products in a row", Products),
        ("constants of constants", Computed),
        ("sizes of sizes", Sized),
        ("only outputs", Fan),
        ("many inputs", Joined),
        ("many results of one node", Parts),
        ("one value in every slot", Doubled),
    ];

    /// <summary>Skips inside skips around what no chain goes through: none of them is one of a chain's.</summary>
    private static Graph Blocked(int nodes)
    {
        var draft = new GrowingDraft();
        var starts = new Stack<Value>();
        for (var number = 0; number < nodes; number += 2)
        {
            starts.Push(draft.Last);
            draft.Conv(draft.Last);
        }

        draft.Apply(new MaxPool { Window = Window.Of([3, 3], [1, 1], [1, 1, 1, 1]) }, [draft.Last]);
        while (starts.TryPop(out var start))
        {
            draft.Add(draft.Last, start);
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>The same two convolutions inside every skip, which begin behind one factor after the other.</summary>
    private static Graph Ringed(int nodes)
    {
        var draft = new GrowingDraft();
        var starts = new Stack<Value>();
        for (var number = 0; number < nodes; number += 2)
        {
            starts.Push(draft.Last);
            draft.Apply(new Mul(), [draft.Last, draft.Constant([Channels, 1, 1])]);
        }

        draft.Conv(draft.Conv(draft.Last));
        while (starts.TryPop(out var start))
        {
            draft.Add(draft.Last, start);
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>Values that are read at the start and at the end of a long chain.</summary>
    private static Graph Bridged(int nodes)
    {
        var draft = new GrowingDraft();
        var start = draft.Last;
        var parts = Enumerable.Range(0, nodes / 2).Select(_ => draft.Relu(start)).ToList();
        draft.Apply(new Sum(), [.. parts]);
        for (var number = parts.Count; number < nodes; number++)
        {
            draft.Conv(draft.Last);
        }

        return draft.ToGraph(draft.Apply(new Sum(), [draft.Last, .. parts]));
    }

    /// <summary>One value, a number per channel, is added behind every convolution.</summary>
    private static Graph Shifted(int nodes)
    {
        var draft = new GrowingDraft();
        var start = draft.Last;
        var shift = draft.Apply(new GlobalAveragePool(), [start]);
        var last = start;
        for (var number = 0; number < nodes; number += 3)
        {
            last = draft.Relu(draft.Add(draft.Conv(last), shift));
        }

        return draft.ToGraph(last);
    }

    /// <summary>Every value is made of the two before it.</summary>
    private static Graph Recurrent(int nodes)
    {
        var draft = new GrowingDraft();
        var (before, last) = (draft.Last, draft.Relu(draft.Last));
        for (var number = 0; number < nodes; number += 2)
        {
            (before, last) = (last, draft.Add(draft.Conv(last), before));
        }

        return draft.ToGraph(last);
    }

    /// <summary>Two ways from every value to the next.</summary>
    private static Graph Diamonds(int nodes) => Repeated(nodes / 3, (draft, last) => draft.Add(draft.Relu(last), draft.Apply(new Sigmoid(), [last])));

    private static Graph Grouped(int nodes)
    {
        var op = new Conv { Window = Window.Of([3, 3], [1, 1], [1, 1, 1, 1]), Groups = Channels };
        return Repeated(nodes / 2, (draft, last) => draft.Relu(draft.Apply(op, [last, draft.Constant([Channels, 1, 3, 3])])));
    }

    private static Graph Gated(int nodes) => Repeated(nodes / 5, (draft, last) =>
    {
        var made = draft.Conv(last);
        var gate = draft.Apply(new Sigmoid(), [draft.Conv(draft.Apply(new GlobalAveragePool(), [made]))]);
        return draft.Apply(new Mul(), [made, gate]);
    });

    private static Graph Fed(int nodes)
    {
        var draft = new GrowingDraft();
        var (start, last) = (draft.Last, draft.Last);
        for (var number = 0; number < nodes; number += 2)
        {
            last = draft.Apply(GrowingDraft.Pointwise, [draft.Apply(new Concat { Axis = 1 }, [last, start]), draft.Constant([Channels, 2 * Channels, 1, 1])]);
        }

        return draft.ToGraph(last);
    }

    /// <summary>Channels are parted and put together the other way round.</summary>
    private static Graph Sliced(int nodes) => Repeated(nodes / 4, (draft, last) =>
        draft.Conv(draft.Apply(new Concat { Axis = 1 }, [Channel(draft, last, 1), Channel(draft, last, 0)])));

    private static Value Channel(GrowingDraft draft, Value from, int channel) =>
        draft.Apply(new Slice { Starts = [channel], Ends = [channel + 1], Axes = [1], Steps = [1] }, [from]);

    private static Graph Normalized(int nodes)
    {
        var draft = new GrowingDraft();
        var (start, constant) = (draft.Last, draft.Constant([Channels]));
        return draft.ToGraph(Enumerable.Range(0, nodes).Aggregate(start, (last, _) =>
            draft.Apply(new BatchNormalization(), [last, constant, constant, constant, constant])));
    }

    private static Graph Products(int nodes)
    {
        var draft = new GrowingDraft();
        draft.Apply(new Flatten { Axis = 1 }, [draft.Apply(new GlobalAveragePool(), [draft.Last])]);
        for (var number = 0; number < nodes; number++)
        {
            draft.Apply(new Gemm(), [draft.Last, draft.Constant([Channels, Channels]), draft.Constant([Channels])]);
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>A weight that is computed from constants, one step after the other.</summary>
    private static Graph Computed(int nodes)
    {
        var draft = new GrowingDraft();
        var start = draft.Last;
        var weight = draft.Constant([Channels, Channels, 1, 1]);
        for (var number = 0; number < nodes; number++)
        {
            weight = draft.Relu(weight);
        }

        return draft.ToGraph(draft.Apply(GrowingDraft.Pointwise, [start, weight]));
    }

    /// <summary>Every reshape is to a size that is computed from the result of the one before.</summary>
    private static Graph Sized(int nodes)
    {
        var draft = new GrowingDraft();
        var (start, rest) = (draft.Input([Dim.Named("N"), Channels, 4, 4]), draft.Constant(Tensor.Create<long>([3], [Channels, 4, 4])));
        return draft.ToGraph(Enumerable.Range(0, nodes / 3).Aggregate(start, (last, _) =>
            draft.Apply(new Reshape(), [last, draft.Apply(new Concat { Axis = 0 }, [draft.Apply(new ShapeOf { End = 1 }, [last]), rest])])));
    }

    private static Graph Fan(int nodes)
    {
        var draft = new GrowingDraft();
        var start = draft.Last;
        return draft.ToGraph([.. Enumerable.Range(0, nodes).Select(_ => draft.Relu(start))]);
    }

    private static Graph Joined(int nodes) => Repeated(nodes, (draft, last) => draft.Add(last, draft.Input([1, Channels, 4, 4])));

    private static Graph Parts(int nodes)
    {
        var draft = new GrowingDraft(channels: nodes);
        var parts = draft.Apply(new Split { Axis = 1, Parts = nodes }, [draft.Last], nodes);
        return draft.ToGraph(draft.Apply(new Concat { Axis = 1 }, [.. parts.Select(draft.Relu)]));
    }

    /// <summary>Nodes that read one value in all their hundred slots.</summary>
    private static Graph Doubled(int nodes) => Repeated(nodes, (draft, last) => draft.Apply(new Sum(), [.. Enumerable.Repeat(last, 100)]));

    /// <summary>
    /// Every layer reads the results of all layers before it, each of them by name: operands and weights grow by the square of the layers, and so
    /// may work.
    /// </summary>
    internal static Graph DenselyConnected(int layers)
    {
        var draft = new GrowingDraft();
        var parts = new List<Value> { draft.Last };
        for (var layer = 0; layer < layers; layer++)
        {
            var all = draft.Apply(new Concat { Axis = 1 }, [.. parts]);
            parts.Add(draft.Relu(draft.Apply(GrowingDraft.Pointwise, [all, draft.Constant([Channels, Channels * parts.Count, 1, 1])])));
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>A convolution behind a row of nodes.</summary>
    private static Graph Before(int times, Func<GrowingDraft, Value, Value> node)
    {
        var draft = new GrowingDraft();
        return draft.ToGraph(draft.Conv(Enumerable.Range(0, times).Aggregate(draft.Last, (last, _) => node(draft, last))));
    }

    private static Graph Repeated(int times, Func<GrowingDraft, Value, Value> layer)
    {
        var draft = new GrowingDraft();
        var last = draft.Last;
        for (var time = 0; time < times; time++)
        {
            last = layer(draft, last);
        }

        return draft.ToGraph(last);
    }
}
