using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Width;

/// <summary>
/// What a narrowed network costs, without slicing it: the numbers are those that <see cref="NetworkCost"/> finds for the sliced network.
/// </summary>
public sealed class WidthCost
{
    private readonly ChannelGroups groups;
    private readonly List<Product> products = [];
    private readonly List<Product> parameters = [];

    /// <summary>Prepares the counting for one network.</summary>
    /// <param name="groups">Its channels.</param>
    /// <param name="unknown">What axes known only by name count as.</param>
    public WidthCost(ChannelGroups groups, int unknown = 1)
    {
        this.groups = groups;
        var graph = groups.Graph;
        foreach (var (value, tensor) in graph.Initializers.Where(pair => pair.Value.Element.IsFloating()))
        {
            parameters.Add(OfWeight(value, tensor));
        }

        foreach (var node in graph.Nodes.Where(node => NetworkCost.MultiplyAccumulates(graph, node, unknown) > 0))
        {
            var weight = OfWeight(node.Inputs[1]!, graph.Initializers[node.Inputs[1]!]);
            var own = NetworkCost.MultiplyAccumulates(graph, node, unknown);
            var map = node.Op is ConvTranspose ? node.Inputs[0]! : node.Output;
            var positions = groups.Axes.Where(axis => axis.Value == map && IsPosition(node, axis.Axis)).Select(axis => axis.Units).ToList();
            var whole = weight.Whole * positions.Aggregate(1L, (product, units) => product * units.Length);
            products.Add(new Product(own / whole * weight.Fixed, [.. weight.Axes, .. positions]));
        }
    }

    /// <summary>Multiply-accumulates of one sample.</summary>
    public long MultiplyAccumulates(Func<int, bool> isRemoved) => Sum(products, isRemoved);

    /// <summary>Elements of floating-point constants.</summary>
    public long Parameters(Func<int, bool> isRemoved) => Sum(parameters, isRemoved);

    /// <summary>The axes of a map along which a weight is used again.</summary>
    private bool IsPosition(Node node, int axis) => node.Op switch
    {
        Conv or ConvTranspose => axis >= 2,
        MatMul => groups.Graph.TypeOf(node.Output)!.Shape.Count is > 2 and var rank && axis >= 1 && axis < rank - 1,
        _ => false,
    };

    private Product OfWeight(Value value, Tensor tensor)
    {
        var axes = Enumerable.Range(0, tensor.Shape.Count).Select(axis => (Axis: axis, Units: groups.UnitsOfWeight(value, axis))).ToList();
        var rest = axes.Where(axis => axis.Units.IsEmpty).Aggregate(1L, (product, axis) => product * tensor.Shape[axis.Axis]);
        return new Product(rest, [.. axes.Where(axis => !axis.Units.IsEmpty).Select(axis => axis.Units)]);
    }

    private static long Sum(List<Product> terms, Func<int, bool> isRemoved)
    {
        var counts = new Dictionary<ImmutableArray<int>, long>();
        return terms.Sum(term => term.Axes.Aggregate(term.Fixed, (product, units) => product * Count(units)));

        long Count(ImmutableArray<int> units) =>
            counts.TryGetValue(units, out var count) ? count : counts[units] = units.Count(unit => !isRemoved(unit));
    }

    /// <summary>A number times the places that are left along some axes.</summary>
    private sealed record Product(long Fixed, ImmutableArray<ImmutableArray<int>> Axes)
    {
        public long Whole => Axes.Aggregate(Fixed, (product, units) => product * units.Length);
    }
}
