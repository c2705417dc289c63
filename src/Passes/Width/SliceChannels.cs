using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Removes channels from a network: every constant is cut, every operator that states a number of channels restates it. Exact where the
/// channels contribute nothing, as after <see cref="ZeroChannels"/>: every output keeps its numbers, up to the order of summation. Nodes
/// and constants keep their identities and names; so do values, but for those whose file states a type: these keep their names.
/// </summary>
public static class SliceChannels
{
    /// <summary>The network without the removed channels; the same object if nothing is removed.</summary>
    /// <exception cref="CompilerBugException">The result does not fit together.</exception>
    public static Graph Apply(KeptChannels kept)
    {
        var graph = kept.Groups.Graph;
        if (kept.IsEverything)
        {
            return graph;
        }

        var constants = new OrderedDictionary<Value, Tensor>(graph.Initializers);
        foreach (var weight in kept.Groups.Weights.DistinctBy(axis => (axis.Weight, axis.Axis)))
        {
            constants[weight.Weight] = TensorPlaces.Take(constants[weight.Weight], weight.Axis, kept.PlacesOf(weight.Units));
        }

        var renewed = Renewed(kept);
        var nodes = graph.Nodes.Select(node => Reroute(new NodeSlicer(kept, constants, node).Sliced(), renewed)).ToList();
        var sliced = Graph.Create(graph.Name, graph.Inputs, nodes, graph.Outputs, constants);
        Check(sliced, kept, renewed);
        return sliced;
    }

    /// <summary>Values whose file states a type that they no longer have: new values of the same names.</summary>
    private static Dictionary<Value, Value> Renewed(KeptChannels kept) => kept.Groups.Axes
        .Where(axis => axis.Value.Declared is not null && kept.CountOf(axis.Units) < axis.Units.Length)
        .Select(axis => axis.Value).Distinct()
        .ToDictionary(value => value, value => new Value(value.Hint));

    private static Node Reroute(Node node, Dictionary<Value, Value> renewed) =>
        node.Inputs.Any(input => input is not null && renewed.ContainsKey(input)) || node.Outputs.Any(renewed.ContainsKey)
            ? new Node
            {
                Name = node.Name,
                Op = node.Op,
                Inputs = [.. node.Inputs.Select(input => input is null ? null : renewed.GetValueOrDefault(input, input))],
                Outputs = [.. node.Outputs.Select(output => renewed.GetValueOrDefault(output, output))],
                Origin = node.Origin,
            }
            : node;

    private static void Check(Graph sliced, KeptChannels kept, Dictionary<Value, Value> renewed)
    {
        if (sliced.TypeProblems is [var problem, ..] && kept.Groups.Graph.TypeProblems.Length < sliced.TypeProblems.Length)
        {
            throw new CompilerBugException($"'{problem.Node.Name}' does not fit after channels were removed: {problem.Problem}");
        }

        foreach (var axis in kept.Groups.Axes)
        {
            var value = renewed.GetValueOrDefault(axis.Value, axis.Value);
            if (sliced.TypeOf(value)?.Shape[axis.Axis] is { } size && size != kept.CountOf(axis.Units))
            {
                throw new CompilerBugException(
                    $"'{kept.Groups.Graph.NameOf(axis.Value)}' has {size} channels after slicing, not {kept.CountOf(axis.Units)}");
            }
        }
    }
}
