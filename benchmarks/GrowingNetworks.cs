using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks;

/// <summary>Networks of any depth, width and weight.</summary>
internal static class GrowingNetworks
{
    private const int Channels = GrowingDraft.Channels;
    private const int Columns = Channels * 64 * 64;

    /// <summary>The kinds of networks that grow by nodes, by name.</summary>
    internal static ImmutableArray<(string Name, Func<int, Graph> Make)> Kinds { get; } =
    [
        ("one after another", Chain),
        ("residual blocks", Residual),
        ("one value, many readers", Wide),
        ("one weight, many convolutions", Shared),
        ("skips inside skips", Nested),
        ("sums of everything before", Dense),
        ("many outputs", Answers),
        ("control flow", Controlled),
        .. ExoticNetworks.Kinds,
    ];

    /// <summary>So many nodes one after another: convolution, normalization, activation, over and over.</summary>
    internal static Graph Chain(int nodes)
    {
        var draft = new GrowingDraft();
        for (var number = 0; number < nodes; number += 3)
        {
            draft.Relu(draft.Normalized(draft.Conv(draft.Last)));
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>Convolution, activation, convolution, addition, activation.</summary>
    internal static Graph Residual(int nodes)
    {
        var draft = new GrowingDraft();
        for (var number = 0; number < nodes; number += 5)
        {
            var start = draft.Last;
            draft.Relu(draft.Add(draft.Conv(draft.Relu(draft.Conv(start))), start));
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>A value that half of the nodes read, and one node that reads all they make.</summary>
    private static Graph Wide(int nodes)
    {
        var draft = new GrowingDraft();
        var start = draft.Relu(draft.Last);
        var branches = Enumerable.Range(0, (nodes - 2) / 2).Select(_ => draft.Relu(draft.Conv(start))).ToList();
        return draft.ToGraph(draft.Apply(new Concat { Axis = 1 }, [.. branches]));
    }

    /// <summary>All convolutions read one weight.</summary>
    private static Graph Shared(int nodes)
    {
        var draft = new GrowingDraft();
        var weight = draft.Constant([Channels, Channels, 1, 1]);
        for (var number = 0; number < nodes; number += 2)
        {
            draft.Relu(draft.Apply(GrowingDraft.Pointwise, [draft.Last, weight]));
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>The first convolution's input is added at the very end, the second's just before it, and so on.</summary>
    private static Graph Nested(int nodes)
    {
        var draft = new GrowingDraft();
        var starts = new Stack<Value>();
        for (var number = 0; number < nodes; number += 2)
        {
            starts.Push(draft.Last);
            draft.Conv(draft.Last);
        }

        while (starts.TryPop(out var start))
        {
            draft.Add(draft.Last, start);
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>Every convolution reads the sum of all before it, of which the last node reads all parts.</summary>
    private static Graph Dense(int nodes)
    {
        var draft = new GrowingDraft();
        var parts = new List<Value>();
        for (var number = 0; number < nodes; number += 2)
        {
            var start = draft.Last;
            parts.Add(draft.Conv(start));
            draft.Add(start, parts[^1]);
        }

        return draft.ToGraph(draft.Apply(new Sum(), [.. parts]));
    }

    /// <summary>Every third value is an output.</summary>
    private static Graph Answers(int nodes)
    {
        var draft = new GrowingDraft();
        var outputs = new List<Value>();
        for (var number = 0; number < nodes; number += 3)
        {
            outputs.Add(draft.Relu(draft.Normalized(draft.Conv(draft.Last))));
        }

        return draft.ToGraph([.. outputs]);
    }

    /// <summary>Operators that are not understood between those that are.</summary>
    private static Graph Controlled(int nodes)
    {
        var draft = new GrowingDraft();
        for (var number = 0; number < nodes; number += 3)
        {
            draft.Relu(draft.Conv(draft.Apply(new Opaque("Unknown", "elsewhere"), [draft.Last])));
        }

        return draft.ToGraph(draft.Last);
    }

    /// <summary>
    /// A normalized convolution, and products whose weights, beside the file, take so many bytes: the first is folded, the others stay as they are.
    /// </summary>
    internal static void WriteLarge(string path, long bytes)
    {
        const int Products = 16;
        var columns = (int)(bytes / Products / sizeof(float) / Columns);
        var draft = new GrowingDraft(128);
        var rows = draft.Apply(new Reshape { Target = [1, Columns] }, [draft.Apply(new MaxPool { Window = Window.Of([2, 2]) with { Strides = [2, 2] } },
            [draft.Relu(draft.Normalized(draft.Conv(draft.Last)))])]);
        var shared = Tensor.Zeros(ElementType.Float32, [Columns / 2, columns]);
        var half = draft.Apply(new Slice { Starts = [0], Ends = [Columns / 2], Axes = [1], Steps = [1] }, [rows]);
        var outputs = Enumerable.Range(0, Products * 2).Select(_ => draft.Apply(new MatMul(), [half, draft.Constant(shared)]));
        OnnxWriter.Write(new Model(draft.ToGraph([.. outputs]), new OnnxShell()), path, new OnnxWriteOptions { ExternalData = true });
    }
}
