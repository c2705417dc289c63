using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Seeded inputs for comparing networks: standard normal numbers, small integers.</summary>
public sealed record RandomInputs
{
    /// <summary>Equal seeds, equal inputs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The size of a first axis that is only known by name.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>The size of any other axis that is only known by name; a multiple of 32 survives five halvings.</summary>
    public int Extent { get; init; } = 32;

    /// <summary>
    /// Images larger than this are halved until they are not, where the network takes them too: every weight is met at a quarter of the
    /// positions as well, and the float64 reference takes a quarter of the time.
    /// </summary>
    public int LargestExtent { get; init; } = 128;

    /// <summary>One tensor for each input of the graph, in order. Axes of one name get one size.</summary>
    /// <exception cref="DiagnosticException">The type of an input is not known, or not a number.</exception>
    public ImmutableArray<Tensor> For(Graph graph)
    {
        var stated = StatedTypes(graph);
        var halved = stated.Select(Halved).ToImmutableArray();
        return Make(graph, halved.SequenceEqual(stated) || !Takes(graph, stated, halved) ? stated : halved);
    }

    /// <summary>Numbers for a value whose axes are all known; null where its type is none of numbers.</summary>
    internal static Tensor? Numbers(TensorType type, int seed) => Make(type.Element, type.Shape.ToDims() ?? [], new Random(seed));

    private ImmutableArray<TensorType> StatedTypes(Graph graph)
    {
        var sizes = new Dictionary<string, int>();
        return [.. graph.Inputs.Select(input =>
        {
            var type = graph.TypeOf(input)
                ?? throw DiagnosticCatalog.NotComparable.Error(null, $"the type of input '{graph.NameOf(input)}' is not stated");
            return type with { Shape = [.. type.Shape.Select((axis, index) => axis.IsKnown ? axis : SizeOf(axis, index, sizes))] };
        })];
    }

    private int SizeOf(Dim axis, int index, Dictionary<string, int> sizes)
    {
        var size = index == 0 ? Batch : Extent;
        return axis == Dim.Unknown ? size : sizes.TryGetValue(axis.Symbol!, out var known) ? known : sizes[axis.Symbol!] = size;
    }

    private TensorType Halved(TensorType type) => type.Shape.Count < 3 || !type.Element.IsFloating()
        ? type
        : type with { Shape = [.. type.Shape.Select((axis, index) => index < 2 ? axis : Halved(axis.Size))] };

    private Dim Halved(int size) => size > LargestExtent && size % 2 == 0 ? Halved(size / 2) : size;

    /// <summary>
    /// Whether every type can still be derived, without a contradiction, and the outputs answer for as many inputs as before.
    /// </summary>
    private static bool Takes(Graph graph, ImmutableArray<TensorType> stated, ImmutableArray<TensorType> halved)
    {
        var (before, after) = (graph.WithInputTypes(stated), graph.WithInputTypes(halved));
        return after.TypeProblems.IsEmpty && after.Nodes.All(node => after.TypeOf(node.Output) is { Shape.IsKnown: true })
            && before.Outputs.Zip(after.Outputs).All(pair =>
                before.TypeOf(pair.First.Value)?.Shape is [var was, ..] && after.TypeOf(pair.Second.Value)?.Shape is [var now, ..]
                    && was == now);
    }

    private ImmutableArray<Tensor> Make(Graph graph, ImmutableArray<TensorType> types)
    {
        var random = new Random(Seed);
        return [.. graph.Inputs.Zip(types, (input, type) => Make(type.Element, type.Shape.ToDims() ?? [], random)
            ?? throw DiagnosticCatalog.NotComparable.Error(null, $"no numbers for input '{graph.NameOf(input)}' of type {type}"))];
    }

    private static Tensor? Make(ElementType element, Dims shape, Random random) => element switch
    {
        ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 =>
            Tensor.Build<double>(shape, target => FillNormal(target, random)).ConvertTo(element),
        ElementType.Int64 => Tensor.Build<long>(shape, target => Fill(target, () => random.Next(2))),
        ElementType.Int32 => Tensor.Build<int>(shape, target => Fill(target, () => random.Next(2))),
        ElementType.UInt8 => Tensor.Build<byte>(shape, target => random.NextBytes(target)),
        ElementType.Int8 => Tensor.Build<sbyte>(shape, target => Fill(target, () => (sbyte)random.Next(-128, 128))),
        ElementType.Bool => Tensor.Build<bool>(shape, target => Fill(target, () => random.Next(2) == 1)),
        _ => null,
    };

    private static void Fill<T>(Span<T> target, Func<T> next)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = next();
        }
    }

    /// <summary>Box–Muller, two at a time.</summary>
    private static void FillNormal(Span<double> target, Random random)
    {
        for (var i = 0; i < target.Length; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            target[i] = radius * cosine;
            if (i + 1 < target.Length)
            {
                target[i + 1] = radius * sine;
            }
        }
    }
}
