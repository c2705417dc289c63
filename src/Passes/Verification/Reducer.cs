using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Cuts the smallest network out of a larger one that still shows something: what to attach to a report.</summary>
public static class Reducer
{
    /// <summary>
    /// The part of a graph that computes a value from values that are known to be right. These become inputs; inputs and constants stay.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="value">What the part computes; its only output.</param>
    /// <param name="isRight">Whether a value upstream can be taken for granted.</param>
    public static Graph Around(Graph graph, Value value, Func<Value, bool> isRight)
    {
        var nodes = new List<Node>();
        var inputs = new OrderedDictionary<Value, Value>();
        var seen = new HashSet<Value> { value };
        var open = new Stack<Value>([value]);
        while (open.TryPop(out var wanted))
        {
            if (graph.ProducerOf(wanted) is { } node && (ReferenceEquals(wanted, value) || !isRight(wanted)))
            {
                nodes.Add(node);
                foreach (var operand in node.Inputs.OfType<Value>().Where(seen.Add))
                {
                    open.Push(operand);
                }
            }
            else if (!graph.Initializers.ContainsKey(wanted))
            {
                inputs.Add(wanted, new Value(graph.NameOf(wanted), graph.TypeOf(wanted)));
            }
        }

        var rewired = nodes.Distinct().Select(node => node.With(
            inputs: [.. node.Inputs.Select(operand => operand is null ? null : inputs.GetValueOrDefault(operand, operand))]));
        return Graph.Create(graph.Name, [.. inputs.Values], rewired, [new GraphOutput(graph.NameOf(value), value)], graph.Initializers);
    }
}
