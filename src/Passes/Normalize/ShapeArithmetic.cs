using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Follows short lists of integers that are made of sizes, the way exporters compute the target of a reshape: Shape, Gather, Unsqueeze,
/// Concat. What turns out to be numbers becomes constant; a reshape whose target only copies axes of its input gets a constant target.
/// </summary>
internal sealed class ShapeArithmetic
{
    private const int LongestList = 64;

    private readonly Graph graph;
    private readonly Dictionary<Value, SizeList> lists = [];

    private ShapeArithmetic(Graph graph)
    {
        this.graph = graph;
        foreach (var (value, tensor) in graph.Initializers)
        {
            if (SizeList.Of(tensor, LongestList) is { } list)
            {
                lists.Add(value, list);
            }
        }

        foreach (var node in graph.Nodes)
        {
            if (node.Outputs is [var output] && Follow(node) is { Items.Length: <= LongestList } list)
            {
                lists.Add(output, list);
            }
        }
    }

    /// <summary>The graph with such arithmetic replaced; the same object where there is none.</summary>
    public static Graph Simplify(Graph graph) =>
        graph.Nodes.Any(node => node.Op is ShapeOf) ? new ShapeArithmetic(graph).Simplified() : graph;

    private Graph Simplified()
    {
        var constants = new OrderedDictionary<Value, Tensor>(graph.Initializers);
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            if (lists.TryGetValue(node.Outputs[0], out var list) && list.ToTensor() is { } tensor)
            {
                constants.Add(node.Outputs[0], tensor);
            }
            else
            {
                nodes.Add(WithConstantTarget(node) ?? node);
            }
        }

        return constants.Count == graph.Initializers.Count && nodes.SequenceEqual(graph.Nodes)
            ? graph
            : Graph.Create(graph.Name, graph.Inputs, nodes, graph.Outputs, constants);
    }

    private Node? WithConstantTarget(Node node)
    {
        if (node is not { Op: Reshape { Target: null } reshape, Inputs: [{ } data, { } target] }
            || !lists.TryGetValue(target, out var list) || graph.TypeOf(data) is not { } type)
        {
            return null;
        }

        return TargetOf(list.Items, type.Shape, reshape.AllowZero) is { } dims
            ? node.With(op: IsFlatten(dims, type.Shape) ? new Flatten() : reshape with { Target = dims }, inputs: [data])
            : null;
    }

    /// <summary>0 where an axis of the input is copied in place, −1 for at most one axis of which nothing better is known.</summary>
    private static Dims? TargetOf(ImmutableArray<Dim> items, Shape input, bool allowZero)
    {
        var target = new int[items.Length];
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = items[i].IsKnown ? items[i].Size : !allowZero && i < input.Count && items[i].Matches(input[i]) ? 0 : -1;
        }

        return target.Count(size => size == -1) <= 1 ? Dims.Create(target) : null;
    }

    private static bool IsFlatten(Dims target, Shape input) =>
        target is [0, var rest] && input is [{ IsKnown: false }, ..] && input[1..].ToDims() is { } kept
            && (rest == -1 || rest == kept.Product);

    private SizeList? Follow(Node node) => node switch
    {
        { Op: ShapeOf shape, Inputs: [{ } data] } => graph.TypeOf(data) is { } type ? SizeList.Of(type.Shape, shape) : null,
        { Op: Identity, Inputs: [{ } list] } => Of(list),
        { Op: Cast { To: ElementType.Int64 or ElementType.Int32 } cast, Inputs: [{ } list] } =>
            Of(list) is { } found ? found with { Element = cast.To } : null,
        { Op: Gather { Axis: 0 or -1 }, Inputs: [{ } list, { } index] } => Of(list)?.At(Of(index)),
        { Op: Unsqueeze { Axes: [0 or -1] }, Inputs: [{ } item] } =>
            Of(item) is { IsScalar: true } found ? found with { IsScalar = false } : null,
        { Op: Squeeze { IsComputed: false }, Inputs: [{ } list] } =>
            Of(list) is { Items.Length: 1 } found ? found with { IsScalar = true } : null,
        { Op: Reshape { Target: [-1] }, Inputs: [{ } list] } => Of(list) is { } found ? found with { IsScalar = false } : null,
        { Op: Concat { Axis: 0 or -1 } } => SizeList.Concat([.. node.Inputs.Select(list => list is null ? null : Of(list))]),
        { Op: Slice slice, Inputs: [{ } list] } => Of(list)?.Slice(slice),
        { Op: Add, Inputs: [{ } left, { } right] } => SizeList.Combine(Of(left), Of(right), (a, b) => a + b),
        { Op: Sub, Inputs: [{ } left, { } right] } => SizeList.Combine(Of(left), Of(right), (a, b) => a - b),
        { Op: Mul, Inputs: [{ } left, { } right] } => SizeList.Combine(Of(left), Of(right), (a, b) => a * b),
        { Op: Div, Inputs: [{ } left, { } right] } => SizeList.Combine(Of(left), Of(right), (a, b) => b == 0 ? long.MaxValue : a / b),
        _ => null,
    };

    private SizeList? Of(Value value) => lists.GetValueOrDefault(value);
}
