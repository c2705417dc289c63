using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Follows dead channels through a network, node by node: forwards those that are zero, backwards those that somebody reads. The channels
/// of a dead filter are zero behind its normalization as well, and behind what follows channel by channel with constants of its own:
/// these are zeroed with it.
/// </summary>
internal sealed class ChannelFlow
{
    private readonly ChannelGroups groups;
    private readonly Dictionary<Node, int> layers = [];
    private readonly ILookup<(Node Node, int Slot), WeightAxis> follows;
    private readonly ILookup<Value, ChannelAxis> axes;

    public ChannelFlow(KernelMasks masks)
    {
        (Graph, groups) = (masks.Graph, ChannelGroups.Of(masks.Graph));
        for (var layer = 0; layer < masks.Layers.Length; layer++)
        {
            layers[masks.Layers[layer].Conv] = layer;
        }

        axes = groups.Axes.ToLookup(axis => axis.Value);
        follows = groups.Weights.Where(axis => axis.Role is not WeightRole.Reads && PrunableLayers.IsOwn(Graph, axis.Weight))
            .ToLookup(axis => (axis.Node, axis.Slot));
    }

    private Graph Graph { get; }

    /// <summary>For every axis along which channels lie the places that are zero when some filters are dead.</summary>
    public Dictionary<(Value Value, int Axis), bool[]> Zeros(Func<int, bool[]> deadFilters)
    {
        var zeros = new Dictionary<(Value, int), bool[]>();
        foreach (var node in Graph.Nodes)
        {
            var operands = node.Inputs.Select(operand => OfOperand(operand, zeros)).ToArray();
            foreach (var axis in node.Outputs.SelectMany(output => axes[output]))
            {
                zeros[(axis.Value, axis.Axis)] = layers.TryGetValue(node, out var layer) ? deadFilters(layer)
                    : node.Op is Conv { Groups: > 1 } conv ? OfBlocks(node, conv, axis, zeros)
                    : [.. axis.Units.Select(unit => IsZero(node, unit, operands))];
            }
        }

        return zeros;
    }

    /// <summary>
    /// For every axis along which channels lie the places that somebody reads; <paramref name="columns"/> says which a layer reads.
    /// </summary>
    public Dictionary<(Value Value, int Axis), bool[]> Reads(Func<int, bool[]> columns)
    {
        var reads = groups.Axes.ToDictionary(axis => (axis.Value, axis.Axis),
            axis => Enumerable.Repeat(Graph.IsOutput(axis.Value) || axis.Value.IsPinned, axis.Units.Length).ToArray());
        foreach (var node in Graph.Nodes.Reverse())
        {
            foreach (var (value, slot) in node.Inputs.Select((value, slot) => (value, slot)).Where(pair => pair.value is not null))
            {
                foreach (var axis in axes[value!])
                {
                    var own = reads[(axis.Value, axis.Axis)];
                    var found = layers.TryGetValue(node, out var layer) && slot == 0 && axis.Axis == 1
                        ? columns(layer) : ReadBy(node, axis, reads);
                    for (var place = 0; place < own.Length; place++)
                    {
                        own[place] |= found[place];
                    }
                }
            }
        }

        return reads;
    }

    /// <summary>The weights of their own with which nodes read channels of their first operand, and the axis of it on which these lie.</summary>
    public IEnumerable<(WeightAxis Weight, ChannelAxis Read)> Readers =>
        from weight in groups.Weights
        where weight.Role is WeightRole.Reads && PrunableLayers.IsOwn(Graph, weight.Weight)
        from axis in axes[weight.Node.Inputs[0]!]
        where axis.Units.SequenceEqual(weight.Units)
        select (weight, axis);

    /// <summary>The constants of a node's own that go with channels and can be zeroed with them.</summary>
    public IEnumerable<WeightAxis> ConstantsOf(Node node, int slot) => follows[(node, slot)];

    private bool HasOwnConstants(Node node) => Enumerable.Range(1, Math.Max(0, node.Inputs.Length - 1))
        .All(slot => node.Inputs[slot] is null || follows[(node, slot)].Any());

    private bool[] OfBlocks(Node node, Conv conv, ChannelAxis axis, Dictionary<(Value, int), bool[]> zeros)
    {
        if (axis.Axis != 1 || !HasOwnConstants(node) || zeros.GetValueOrDefault((node.Inputs[0]!, 1)) is not { } inputs)
        {
            return new bool[axis.Units.Length];
        }

        var (read, made) = (inputs.Length / conv.Groups, axis.Units.Length / conv.Groups);
        return [.. Enumerable.Range(0, axis.Units.Length)
            .Select(place => inputs.AsSpan(place / made * read, read).IndexOf(false) < 0)];
    }

    /// <summary>
    /// Whether a unit is zero behind a node; for every operand is given which units it has, and whether all their places are zero.
    /// </summary>
    private bool IsZero(Node node, int unit, Dictionary<int, bool>[] operands) => node.Op switch
    {
        BatchNormalization or InstanceNormalization => HasOwnConstants(node) && operands[0].GetValueOrDefault(unit),
        Add or Sum or Sub => Enumerable.Range(0, operands.Length).All(slot =>
            operands[slot].GetValueOrDefault(unit) || follows[(node, slot)].Any(axis => axis.Units.Contains(unit))),
        Mul => operands.Any(operand => operand.GetValueOrDefault(unit)),
        Div or PRelu => operands[0].GetValueOrDefault(unit),
        Pad pad => pad.Value == 0 && operands[0].GetValueOrDefault(unit, true),
        _ => ZeroFunctions.Keeps(node.Op) && operands.Any(operand => operand.ContainsKey(unit))
            && operands.All(operand => operand.GetValueOrDefault(unit, true)),
    };

    private Dictionary<int, bool> OfOperand(Value? operand, Dictionary<(Value, int), bool[]> zeros)
    {
        var found = new Dictionary<int, bool>();
        foreach (var axis in operand is null ? [] : axes[operand])
        {
            foreach (var (unit, isZero) in axis.Units.Zip(zeros[(axis.Value, axis.Axis)]))
            {
                found[unit] = isZero && found.GetValueOrDefault(unit, true);
            }
        }

        return found;
    }

    private bool[] ReadBy(Node node, ChannelAxis axis, Dictionary<(Value, int), bool[]> reads)
    {
        if (node.Op is Conv { Groups: > 1 } conv && axis.Axis == 1 && reads.TryGetValue((node.Output, 1), out var outputs))
        {
            var (read, made) = (axis.Units.Length / conv.Groups, outputs.Length / conv.Groups);
            return [.. Enumerable.Range(0, axis.Units.Length).Select(place => outputs.AsSpan(place / read * made, made).Contains(true))];
        }

        var results = node.Outputs.SelectMany(output => axes[output]).ToList();
        var leavesOut = node.Op is Split or Slice or Pad or Gather && results.Exists(result => result.Axis == axis.Axis);
        if (!ZeroFunctions.KeepsApart(node.Op))
        {
            return [.. axis.Units.Select(_ => true)];
        }

        var behind = results.SelectMany(result => result.Units.Zip(reads[(result.Value, result.Axis)]))
            .ToLookup(pair => pair.First, pair => pair.Second);
        return [.. axis.Units.Select(unit => behind.Contains(unit) ? behind[unit].Contains(true) : !leavesOut)];
    }
}
