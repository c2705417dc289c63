using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>A short list of integers, or one integer, some of which may be sizes that are only known by name.</summary>
internal sealed record SizeList(ImmutableArray<Dim> Items, bool IsScalar, ElementType Element)
{
    /// <summary>The integers of a constant; null where it is too long, has several axes, or numbers that are no sizes.</summary>
    public static SizeList? Of(Tensor tensor, int longest)
    {
        if (tensor.Element is not (ElementType.Int64 or ElementType.Int32) || tensor.Shape.Count > 1 || tensor.Count > longest)
        {
            return null;
        }

        var numbers = tensor.ToDoubles();
        return numbers.All(number => Math.Abs(number) <= int.MaxValue)
            ? new([.. numbers.Select(number => new Dim((int)number))], tensor.Shape.Count == 0, tensor.Element)
            : null;
    }

    /// <summary>The axes of a shape that a node asks for.</summary>
    public static SizeList Of(Shape shape, ShapeOf node)
    {
        var all = new SizeList([.. shape], false, ElementType.Int64);
        return all.Between(node.Start, node.End ?? shape.Count);
    }

    /// <summary>Several lists behind each other; null where one is not known.</summary>
    public static SizeList? Concat(ImmutableArray<SizeList?> parts) =>
        parts.All(part => part is { IsScalar: false }) && parts is [{ } first, ..]
            ? first with { Items = [.. parts.SelectMany(part => part!.Items)] } : null;

    /// <summary>Item by item, a single item against any number; what does not fit into a size is unknown.</summary>
    public static SizeList? Combine(SizeList? left, SizeList? right, Func<long, long, long> compute)
    {
        if (left is null || right is null || (left.Items.Length != right.Items.Length && left.Items.Length != 1 && right.Items.Length != 1))
        {
            return null;
        }

        var items = Enumerable.Range(0, Math.Max(left.Items.Length, right.Items.Length)).Select(i =>
        {
            var (one, other) = (left.Items[i % left.Items.Length], right.Items[i % right.Items.Length]);
            return one.IsKnown && other.IsKnown && compute(one.Size, other.Size) is > int.MinValue and < int.MaxValue and var result
                ? new Dim((int)result) : Dim.Unknown;
        });
        return new([.. items], left.IsScalar && right.IsScalar, left.Element);
    }

    /// <summary>The items at some places; null where a place is not known.</summary>
    public SizeList? At(SizeList? places)
    {
        if (IsScalar || places is null
            || !places.Items.All(place => place.IsKnown && place.Size >= -Items.Length && place.Size < Items.Length))
        {
            return null;
        }

        return new([.. places.Items.Select(place => Items[(place.Size + Items.Length) % Items.Length])], places.IsScalar, Element);
    }

    /// <summary>Part of the list, forwards; null for anything else.</summary>
    public SizeList? Slice(Slice slice)
    {
        if (IsScalar || slice is not { Starts: [var start], Ends: [var end] } || slice.Axes is not (null or [0] or [-1])
            || slice.Steps is not (null or [1]))
        {
            return null;
        }

        return Between(start, end);
    }

    /// <summary>The numbers as a constant; null where one is not known.</summary>
    public Tensor? ToTensor()
    {
        if (!Items.All(item => item.IsKnown))
        {
            return null;
        }

        Dims shape = IsScalar ? [] : [Items.Length];
        return Tensor.Create<long>(shape, [.. Items.Select(item => (long)item.Size)]) is var tensor && Element is ElementType.Int64
            ? tensor
            : Tensor.Create<int>(shape, [.. Items.Select(item => item.Size)]);
    }

    private SizeList Between(int start, int end) => this with { Items = Items[Clamp(start)..Math.Max(Clamp(start), Clamp(end))] };

    private int Clamp(int place) => Math.Clamp(place < 0 ? place + Items.Length : place, 0, Items.Length);
}
