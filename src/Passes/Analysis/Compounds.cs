using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Finds small regions with one way in and one way out: squeeze-and-excitation, parallel branches.</summary>
internal sealed class Compounds(Graph graph, PostDominators dominators)
{
    private const int MostConvolutions = 8;
    private const int MostNodes = 200;

    // Kept from one value to the next: most have no region, and some would take all this room to say so.
    private readonly HashSet<Node> region = [];
    private readonly Stack<(Node Node, int Operands)> stack = [];
    private int convolutions;

    /// <summary>
    /// The region behind a value as a site of a chain that begins at <paramref name="start"/>; null where there is none, or where the addition
    /// <paramref name="until"/> is in it.
    /// </summary>
    public LayerSite? At(Value value, int index, Node? until, Value start)
    {
        if (dominators.After(value) is not { Outputs.Length: 1 } end || ReferenceEquals(end, until) || RegionBetween(value, end) is not { } nodes
            || region.Contains(until!) || convolutions == 0
            || graph.TypeOf(end.Output) is not { Shape: { Count: > 2 } shape } || !shape[1].IsKnown || graph.TypeOf(value)?.Shape.Count != shape.Count)
        {
            return null;
        }

        return new LayerSite
        {
            Index = index,
            Name = end.Name,
            Conv = null,
            Prefix = [],
            Region = nodes,
            Input = value,
            Tail = Tails.Of(graph, end.Output, until, start),
        };
    }

    /// <summary>
    /// The nodes between, in order, if they are few, nothing else enters, and nothing changes the resolution in a way only a chain should. Goes
    /// from one node to the next in front of it and gives up at the first thing that is wrong: an addition may have thousands of operands.
    /// </summary>
    private ImmutableArray<Node>? RegionBetween(Value value, Node end)
    {
        region.Clear();
        stack.Clear();
        convolutions = 0;
        if (!Enters(end, value))
        {
            return null;
        }

        while (stack.TryPop(out var top))
        {
            if (top.Operands == 0)
            {
                continue;
            }

            stack.Push((top.Node, top.Operands - 1));
            if (top.Node.Inputs[top.Operands - 1] is { } input && IsComputed(input, value)
                && (graph.ProducerOf(input) is not { } producer || (!region.Contains(producer) && !Enters(producer, value))))
            {
                return null;
            }
        }

        return [.. region.OrderBy(graph.PlaceOf)];
    }

    private bool Enters(Node node, Value value)
    {
        region.Add(node);
        convolutions += node.Op is Conv ? 1 : 0;
        stack.Push((node, node.Inputs.Length));
        return node.Op is not (MaxPool or AveragePool or Resize or ConvTranspose) && convolutions <= MostConvolutions
            && (region.Count <= MostNodes || !node.Inputs.Any(input => input is not null && IsComputed(input, value)));
    }

    private bool IsComputed(Value input, Value value) => input != value && !graph.Initializers.ContainsKey(input);
}
