using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Convolutions that stand in a shortcut: of the two branches of an addition they are the only layer of the shorter one, which begins
/// where the other begins, and no activation stands between them and the addition.
/// </summary>
internal sealed class ProjectionShortcuts
{
    private readonly Graph graph;
    private readonly HashSet<Node> found = [];

    public ProjectionShortcuts(Graph graph)
    {
        this.graph = graph;
        foreach (var join in graph.Nodes.Where(node => node.Op is Add or Sum && node.Inputs is [not null, not null]))
        {
            foreach (var (own, other) in new[] { (0, 1), (1, 0) })
            {
                if (LayerBefore(join.Inputs[own]!) is { } conv && LayersBetween(Start(conv.Inputs[0]!), join.Inputs[other]!) > 1)
                {
                    found.Add(conv);
                }
            }
        }
    }

    public bool Contains(Node node) => found.Contains(node);

    /// <summary>The convolution that a value comes from through linear maps of single channels.</summary>
    private Node? LayerBefore(Value value)
    {
        var producer = graph.ProducerOf(value);
        while (producer is { Op: not Conv, Inputs: [{ } data, ..] }
            && (producer.Op is Identity or Dropout || Elementwise.IsMap(graph, producer, data)))
        {
            producer = graph.ProducerOf(data);
        }

        return producer is { Op: Conv } ? producer : null;
    }

    /// <summary>Where a branch begins, in front of what halves or pads the map for its convolution.</summary>
    private Value Start(Value value)
    {
        while (graph.ProducerOf(value) is { Op: AveragePool or MaxPool or Pad or Identity or Dropout } producer)
        {
            value = producer.Inputs[0]!;
        }

        return value;
    }

    /// <summary>The most convolutions on a way from one value to another; −1 where there is no way.</summary>
    private int LayersBetween(Value from, Value to)
    {
        var most = new Dictionary<Value, int> { [from] = 0 };
        var isBehind = graph.ProducerOf(from) is null;
        foreach (var node in graph.Nodes)
        {
            if (isBehind && node.Inputs.OfType<Value>().Where(most.ContainsKey).Select(input => most[input]).ToList()
                is { Count: > 0 } ways)
            {
                foreach (var output in node.Outputs)
                {
                    most.TryAdd(output, ways.Max() + (node.Op is Conv or ConvTranspose ? 1 : 0));
                }
            }

            isBehind |= node.Outputs.Contains(from);
        }

        return most.GetValueOrDefault(to, -1);
    }
}
