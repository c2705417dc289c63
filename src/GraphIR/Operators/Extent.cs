using System.Numerics;

namespace DepthCompress.GraphIR;

/// <summary>A number of elements that may depend on named axes: a factor times names. What reshapes do their arithmetic with.</summary>
internal sealed class Extent
{
    private readonly BigInteger factor;
    private readonly ImmutableArray<string> names;

    public Extent(Shape axes)
        : this(
            axes.Where(axis => axis.IsKnown).Aggregate(BigInteger.One, (product, axis) => product * axis.Size),
            [.. axes.Where(axis => !axis.IsKnown).Select(axis => axis.Symbol!)])
    {
    }

    private Extent(BigInteger factor, ImmutableArray<string> names) => (this.factor, this.names) = (factor, names);

    /// <summary>Whether the number is known.</summary>
    public bool IsKnown => names.IsEmpty;

    /// <summary>The number, or the one name that it is; an unknown axis otherwise.</summary>
    public Dim ToDim() =>
        names.IsEmpty && factor <= int.MaxValue ? (int)factor
        : names is [var name] && factor == 1 ? Dim.Named(name)
        : Dim.Unknown;

    /// <summary>What this is divided by another; null where that certainly leaves a remainder. Unknown axes divide nothing.</summary>
    public Extent? DividedBy(Extent other)
    {
        var left = names.ToList();
        foreach (var name in other.names)
        {
            if (name == Dim.Unknown.Symbol || !left.Remove(name))
            {
                return new Extent(1, [Dim.Unknown.Symbol!]);
            }
        }

        return other.factor == 0 ? (factor == 0 ? new Extent(1, [Dim.Unknown.Symbol!]) : null)
            : factor % other.factor == 0 ? new Extent(factor / other.factor, [.. left])
            : left.Count > 0 ? new Extent(1, [Dim.Unknown.Symbol!])
            : null;
    }

    /// <summary>Whether both are known and differ.</summary>
    public bool Contradicts(Extent other) => IsKnown && other.IsKnown && factor != other.factor;
}
