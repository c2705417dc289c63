using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>How coarsely numbers are rounded on their way through a network.</summary>
internal static class Precision
{
    /// <summary>Half a unit in the last place of 1.</summary>
    public static double EpsilonOf(ElementType element) => Math.ScaleB(1,
        element switch { ElementType.Float64 => -53, ElementType.Float16 => -11, ElementType.BFloat16 => -8, _ => -24 });

    /// <summary>For every computed value the coarsest of the precisions of everything that it is computed from.</summary>
    public static Dictionary<Value, double> Coarsest(Graph graph)
    {
        var coarsest = graph.Inputs.ToDictionary(input => input, input => Of(graph, input));
        foreach (var node in graph.Nodes)
        {
            var behind = node.Inputs.OfType<Value>().Select(input => coarsest.GetValueOrDefault(input)).Append(0).Max();
            foreach (var output in node.Outputs)
            {
                coarsest[output] = Math.Max(behind, Of(graph, output));
            }
        }

        return coarsest;
    }

    private static double Of(Graph graph, Value value) => graph.TypeOf(value) is { Element: var element } && element.IsFloating() ? EpsilonOf(element) : 0;
}
