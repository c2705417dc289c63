using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Verification;

/// <summary>
/// What a graph computes between two of its values, as a tree of maps. It is read from the nodes alone, so that a certificate does not rest on
/// the analysis that led to a merge.
/// </summary>
public sealed class LinearRun
{
    private readonly Graph graph;
    private readonly Value from;
    private readonly Func<Node, bool> isDropped;

    /// <summary>The value that every path to a value passes last, and how many such values there are before it.</summary>
    private readonly Dictionary<Value, (Value? Fork, int Depth)> forks = [];

    private readonly ImmutableHashSet<Value> outer;

    private LinearRun(Graph graph, Value from, Func<Node, bool> isDropped, ImmutableHashSet<Value> outer) =>
        (this.graph, this.from, this.isDropped, this.outer) = (graph, from, isDropped, outer);

    /// <summary>The tree, or why there is none, in words for the user.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="from">The value that is read.</param>
    /// <param name="to">The value that is computed.</param>
    /// <param name="isDropped">Nodes that count as the identity: activations that a plan removes, convolutions that it prunes.</param>
    /// <param name="outer">Computed values whose addition is left out of account; the caller accounts for them.</param>
    public static (AffineMap? Map, string? WhyNot) Between(
        Graph graph, Value from, Value to, Func<Node, bool>? isDropped = null, ImmutableHashSet<Value>? outer = null)
    {
        var run = new LinearRun(graph, from, isDropped ?? (_ => false), outer ?? []);
        return run.WhyNotEnclosed(to) is { } why ? (null, why) : run.MapOf(to, from);
    }

    /// <summary>Finds the forks; fails if the value depends on anything but the run's input and constants.</summary>
    private string? WhyNotEnclosed(Value to)
    {
        var needed = NodesBehind(to);
        forks[from] = (null, 0);
        foreach (var node in graph.Nodes.Where(needed.Contains))
        {
            var data = node.Inputs.OfType<Value>().Where(input => !graph.Initializers.ContainsKey(input) && !outer.Contains(input))
                .Distinct().ToArray();
            if (Array.Find(data, input => !forks.ContainsKey(input)) is { } foreign)
            {
                return $"'{node.Name}' also reads '{graph.NameOf(foreign)}'";
            }

            if (data.Length > 0)
            {
                var fork = data.Aggregate(CommonFork);
                forks[node.Output] = (fork, forks[fork].Depth + 1);
            }
        }

        return forks.ContainsKey(to) ? null : $"'{graph.NameOf(to)}' does not depend on '{graph.NameOf(from)}'";
    }

    private HashSet<Node> NodesBehind(Value to)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Value>([to]);
        while (open.TryPop(out var value))
        {
            if (value != from && graph.ProducerOf(value) is { } node && needed.Add(node))
            {
                foreach (var input in node.Inputs.OfType<Value>().Where(input => !outer.Contains(input)))
                {
                    open.Push(input);
                }
            }
        }

        return needed;
    }

    private Value CommonFork(Value left, Value right)
    {
        while (left != right)
        {
            (left, right) = forks[left].Depth >= forks[right].Depth ? (forks[left].Fork!, right) : (left, forks[right].Fork!);
        }

        return left;
    }

    private (AffineMap? Map, string? WhyNot) MapOf(Value to, Value start)
    {
        var steps = new List<AffineMap>();
        for (var value = to; value != start; value = forks[value].Fork!)
        {
            var node = graph.ProducerOf(value)!;
            if (isDropped(node) || (node.Op is Add && node.Inputs.Any(input => input is not null && outer.Contains(input))))
            {
                continue;
            }

            var (step, why) = node.Op is Add or Sub && node.Inputs.All(input => input is not null && forks.ContainsKey(input))
                ? SumOf(node, forks[value].Fork!)
                : Lifted(node);
            if (step is null)
            {
                return (null, why);
            }

            steps.Add(step);
        }

        steps.Reverse();
        return steps switch
        {
            [] => IdentityOf(start),
            [var only] => (only, null),
            _ => (AffineMap.Chain([.. steps]), null),
        };
    }

    private (AffineMap? Map, string? WhyNot) SumOf(Node node, Value fork)
    {
        if (node.Inputs.Any(input => graph.TypeOf(input!) is null || graph.TypeOf(input!) != graph.TypeOf(node.Output)))
        {
            return (null, $"'{node.Name}' adds values of different shapes");
        }

        var terms = new List<AffineMap>();
        foreach (var input in node.Inputs)
        {
            var (term, why) = MapOf(input!, fork);
            if (term is null)
            {
                return (null, why);
            }

            terms.Add(node.Op is Sub && terms.Count == 1 ? AffineMap.Chain(term, Negation(term)) : term);
        }

        return (AffineMap.Added([.. terms]), null);
    }

    private (AffineMap? Map, string? WhyNot) Lifted(Node node) =>
        node.Inputs is not [{ } data, ..] || !forks.ContainsKey(data) ? (null, $"'{node.Name}' is no linear map of one value")
        : node.Op is Pad pad && PaddingOf(pad, data) is { } padding ? (padding, null)
        : node.Op.Lift(graph.OperandsOf(node).AsSpan()) is { } kernel ? (kernel, null)
        : (null, $"'{node.Name}' is no linear map of one value");

    /// <summary>Zeros around the maps, or rows cut off.</summary>
    private ConvKernel? PaddingOf(Pad pad, Value data) =>
        pad is { Mode: "constant", Value: 0 }
        && graph.TypeOf(data) is { Shape: [_, { IsKnown: true, Size: var channels }, .. { Count: > 0 and <= 3 }] shape }
        && pad.PadsOfAllAxes(shape.Count) is { } all && all[0] == 0 && all[1] == 0 && all[shape.Count] == 0 && all[shape.Count + 1] == 0
            ? ConvKernel.Padding(channels, [.. all.Where((_, index) => index % shape.Count > 1)])
            : null;

    private (AffineMap? Map, string? WhyNot) IdentityOf(Value value) => graph.TypeOf(value) is { Shape: [_, { IsKnown: true, Size: var channels }, .. var extent] }
        ? (ConvKernel.Identity(channels, extent.Count), null)
        : (null, $"the channels of '{graph.NameOf(value)}' are not known");

    private static ConvKernel Negation(AffineMap term)
    {
        var signs = new double[term.Outputs];
        signs.AsSpan().Fill(-1);
        return ConvKernel.Channelwise(signs, new double[signs.Length], term.Rank);
    }
}
