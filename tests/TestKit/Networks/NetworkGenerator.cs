using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// Random valid networks of every operator there is: layers as compilers meet them and operators as nobody would join them, over one to
/// three axes, with strides, groups, dilations, uneven and negative pads, shared weights, values that are read twice, several outputs,
/// weights of zeros and huge ones, extents of 1, batches of unknown size, parts in half precision, operators that are not understood.
/// The same network for the same seed.
/// </summary>
public sealed partial class NetworkGenerator
{
    private readonly SeededData random;
    private readonly NetworkDraft draft;
    private readonly ElementType element;
    private readonly Dictionary<string, Value> shared = [];
    private readonly ImmutableArray<(int Weight, Func<Value, Value?> Step)> steps;
    private readonly int weights;
    private bool isHuge;

    private NetworkGenerator(int seed)
    {
        random = new SeededData(seed);
        draft = new NetworkDraft($"network-{seed}", random);
        element = random.Next(12) == 0 ? ElementType.Float16 : ElementType.Float32;
        steps = [.. Layers(), .. Pointwise(), .. Rearrangements(), .. Structures()];
        weights = steps.Sum(step => step.Weight);
    }

    /// <summary>The network of a seed.</summary>
    public static Graph Create(int seed) => new NetworkGenerator(seed).Generate();

    private Graph Generate()
    {
        var rank = Pick(2, 2, 2, 2, 1, 3, 0);
        var batch = Pick(Dim.Named("N"), Dim.Named("N"), 2, 1);
        Dim[] extent = [.. Enumerable.Range(0, rank).Select(_ => (Dim)Extent(rank))];
        var last = draft.Input(new TensorType(element, [batch, Between(1, 6), .. extent]));
        var count = Between(2, 9);
        for (int made = 0, tries = 0; made < count && tries < 60; tries++)
        {
            var source = random.Next(4) == 0 ? Pick([.. draft.Pool]) : last;
            if (Step()(source) is { } next)
            {
                draft.Pool.Add(next);
                last = next;
                made++;
            }
        }

        return draft.ToGraph(Outputs(last));
    }

    /// <summary>Mostly the last value; now and then others too, an input among them only if it is all there is.</summary>
    private IEnumerable<Value> Outputs(Value last)
    {
        var others = draft.Pool.Where(value => !draft.IsInput(value) && value != last).ToArray();
        if (draft.IsInput(last))
        {
            last = draft.Apply(new Identity(), last)!;
        }

        yield return last;
        foreach (var other in others)
        {
            if (random.Next(10) == 0)
            {
                yield return other;
            }
        }
    }

    private Func<Value, Value?> Step()
    {
        var drawn = random.Next(weights);
        foreach (var (weight, step) in steps)
        {
            drawn -= weight;
            if (drawn < 0)
            {
                return step;
            }
        }

        throw new InvalidOperationException("more was drawn than there is");
    }

    private int Extent(int rank) => random.Next(12) == 0 ? 1 : rank == 3 ? Between(2, 5) : Between(3, 9);

    /// <summary>A weight that keeps numbers near 1; now and then of zeros, huge, tiny, sparse, or one that stands elsewhere already.</summary>
    private Value Weight(ElementType type, Dims shape, int fanIn)
    {
        var key = $"{type}{shape}";
        if (shared.TryGetValue(key, out var known) && random.Next(4) == 0)
        {
            return known;
        }

        var scale = Math.Sqrt(3.0 / Math.Max(1, fanIn));
        var kind = random.Next(40);
        var most = type is ElementType.Float16 ? 50 : 1e6;
        isHuge |= kind == 1;
        var tensor = kind switch
        {
            0 => Tensor.Zeros(type, shape),
            1 => SeededData.Random(new TensorType(type, Shape.Of(shape)), Seed(), scale * most),
            2 => SeededData.Random(new TensorType(type, Shape.Of(shape)), Seed(), scale / most),
            3 => Sparse(type, shape, scale),
            _ => SeededData.Random(new TensorType(type, Shape.Of(shape)), Seed(), scale),
        };
        return shared[key] = draft.Constant(tensor);
    }

    private Value Constant(ElementType type, Dims shape, double scale = 1) =>
        draft.Constant(random.Next(20) == 0 ? Tensor.Zeros(type, shape) : SeededData.Random(new TensorType(type, Shape.Of(shape)), Seed(), scale));

    private Value Positive(ElementType type, Dims shape) =>
        draft.Constant(SeededData.Positive(new TensorType(type, Shape.Of(shape)), Seed()));

    /// <summary>Whole filters of zeros among others.</summary>
    private Tensor Sparse(ElementType type, Dims shape, double scale)
    {
        var dense = SeededData.Random(new TensorType(ElementType.Float64, Shape.Of(shape)), Seed(), scale).ToDoubles();
        var filter = Math.Max(1, dense.Length / shape[0]);
        for (var i = 0; i < dense.Length; i++)
        {
            dense[i] = i / filter % 2 == 0 ? 0 : dense[i];
        }

        return Tensor.Create<double>(shape, dense).ConvertTo(type);
    }

    private int Seed() => random.Next(1 << 20);

    private int Between(int low, int high) => low + random.Next(high - low + 1);

    private bool Chance(int one) => random.Next(one) == 0;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private int Divisor(int count) => Pick([.. Enumerable.Range(1, count).Where(divisor => count % divisor == 0)]);

    private Dims Each(int count, Func<int, int> size) => Dims.Create([.. Enumerable.Range(0, count).Select(size)]);

    /// <summary>Channels and extent of a value that looks like images: [N, C, D1, …] with all but the first axis known.</summary>
    private bool IsImage(Value value, out int channels, out Dims extent)
    {
        var shape = draft.ShapeOf(value);
        if (shape.Count is >= 3 and <= 5 && shape[1..].ToDims() is { } sizes && IsFloat(value))
        {
            (channels, extent) = (sizes[0], sizes[1..]);
            return true;
        }

        (channels, extent) = (0, default);
        return false;
    }

    private bool IsFloat(Value value) => draft.TypeOf(value).Element is ElementType.Float32 or ElementType.Float16;

    private ElementType ElementOf(Value value) => draft.TypeOf(value).Element;
}
