using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>What is hard about a network, in words.</summary>
public static class NetworkFeatures
{
    private static readonly ImmutableArray<(string Name, Func<Graph, bool> Has)> All =
    [
        ("batch of unknown size", graph => graph.Inputs[0].Declared is { Shape: [{ IsKnown: false }, ..] }),
        ("half precision", graph => graph.Nodes.SelectMany(node => node.Outputs).Any(value => graph.TypeOf(value)?.Element is ElementType.Float16)),
        ("several inputs", graph => graph.Inputs.Length > 1),
        ("several outputs", graph => graph.Outputs.Length > 1),
        ("shared weights", graph => graph.Initializers.Keys.Any(weight => graph.UsesOf(weight).Length > 1)),
        ("values that are read twice", graph => graph.Nodes.Any(node => node.Outputs.Any(value => graph.UsesOf(value).Length > 1))),
        ("skip connections", graph => graph.Nodes.Any(node => node.Op is Add && node.Inputs.OfType<Value>().All(input => graph.ProducerOf(input) is not null)
            && node.Inputs.OfType<Value>().Any(input => graph.UsesOf(input).Length > 1))),
        ("strides", graph => Windows(graph).Any(window => window.Strides.Any(stride => stride > 1))),
        ("dilations", graph => Windows(graph).Any(window => window.Dilations.Any(step => step > 1))),
        ("uneven pads", graph => Windows(graph).Any(window => Enumerable.Range(0, window.Rank).Any(axis => window.PadBegin(axis) != window.PadEnd(axis)))),
        ("pads by rule", graph => Windows(graph).Any(window => window.AutoPad is not AutoPad.Explicit)),
        ("negative pads", graph => graph.Nodes.Any(node => node.Op is Pad { Pads: { } pads } && pads.Any(size => size < 0))),
        ("groups", graph => graph.Nodes.Any(node => node.Op is Conv { Groups: > 1 })),
        ("depthwise", graph => graph.Nodes.Any(node => node.Op is Conv { Groups: > 1 } conv
            && graph.TypeOf(node.Inputs[0]!) is { Shape: [_, { IsKnown: true } channels, ..] } && channels.Size == conv.Groups)),
        ("one axis", graph => Windows(graph).Any(window => window.Rank == 1)),
        ("three axes", graph => Windows(graph).Any(window => window.Rank == 3)),
        ("graphs inside nodes", graph => graph.Nodes.Any(node => node.Op is Opaque { WrittenOperands: not null })),
    ];

    /// <summary>The names of all that there may be.</summary>
    public static IEnumerable<string> Names => All.Select(feature => feature.Name);

    /// <summary>The names of what a network has.</summary>
    public static IEnumerable<string> Of(Graph graph) => All.Where(feature => feature.Has(graph)).Select(feature => feature.Name);

    private static IEnumerable<Window> Windows(Graph graph) => graph.Nodes.Select(node => node.Op).OfType<Conv>().Select(conv => conv.Window);
}
