using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// How much larger a file becomes when constant expressions give way to their results. Expressions that read a constant in common are one
/// group, for only together do they make it superfluous.
/// </summary>
/// <param name="Results">Their places among the results of the expressions.</param>
/// <param name="Bytes">What is stored, without the initializers that nothing else reads; negative where the file becomes smaller.</param>
internal sealed record FileGrowth(ImmutableArray<int> Results, long Bytes)
{
    /// <summary>The groups, in the order of their first results.</summary>
    public static ImmutableArray<FileGrowth> Of(Graph graph, ConstantExpressions expressions, ImmutableArray<Tensor> tensors)
    {
        var groups = Groups(expressions.Nodes);
        var inside = expressions.Nodes.ToHashSet();
        var freed = new Dictionary<Value, long>();
        foreach (var value in groups.Keys.ToList())
        {
            if (graph.Initializers.TryGetValue(value, out var tensor) && !graph.IsOutput(value)
                && graph.UsesOf(value).All(use => inside.Contains(use.Node)))
            {
                var first = First(groups, value);
                freed[first] = freed.GetValueOrDefault(first) + tensor.Bytes.Length;
            }
        }

        return
        [
            .. Enumerable.Range(0, tensors.Length).GroupBy(index => First(groups, expressions.Results[index])).Select(group =>
                new FileGrowth([.. group], group.Sum(index => (long)tensors[index].Bytes.Length) - freed.GetValueOrDefault(group.Key))),
        ];
    }

    /// <summary>Every value that the nodes read or make, with another one of its group, or itself.</summary>
    private static Dictionary<Value, Value> Groups(ImmutableArray<Node> nodes)
    {
        var groups = new Dictionary<Value, Value>();
        foreach (var node in nodes)
        {
            var first = First(groups, node.Outputs[0]);
            foreach (var value in node.Inputs.OfType<Value>().Concat(node.Outputs))
            {
                groups[First(groups, value)] = first;
            }
        }

        return groups;
    }

    private static Value First(Dictionary<Value, Value> groups, Value value)
    {
        while (groups.TryGetValue(value, out var next) && !ReferenceEquals(next, value))
        {
            // Ways become shorter as they are walked.
            groups[value] = groups.GetValueOrDefault(next, next);
            value = next;
        }

        groups.TryAdd(value, value);
        return value;
    }
}
