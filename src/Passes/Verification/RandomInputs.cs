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

    /// <summary>One tensor for each input of the graph, in order. Axes of one name get one size.</summary>
    /// <exception cref="DiagnosticException">The type of an input is not known, or not a number.</exception>
    public ImmutableArray<Tensor> For(Graph graph)
    {
        var sizes = new Dictionary<string, int>();
        var random = new Random(Seed);
        var result = ImmutableArray.CreateBuilder<Tensor>();
        foreach (var input in graph.Inputs)
        {
            var type = graph.TypeOf(input) ?? throw DiagnosticCatalog.NotComparable.Error(null,
                $"the type of input '{graph.NameOf(input)}' is not stated");
            var dims = type.Shape.Select((axis, index) => axis.IsKnown ? axis.Size : SizeOf(axis, index, sizes)).ToArray();
            result.Add(Make(type.Element, Dims.Create(dims), random)
                ?? throw DiagnosticCatalog.NotComparable.Error(null, $"no numbers for input '{graph.NameOf(input)}' of type {type}"));
        }

        return result.ToImmutable();
    }

    private int SizeOf(Dim axis, int index, Dictionary<string, int> sizes)
    {
        var size = index == 0 ? Batch : Extent;
        return axis == Dim.Unknown ? size : sizes.TryGetValue(axis.Symbol!, out var known) ? known : sizes[axis.Symbol!] = size;
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
