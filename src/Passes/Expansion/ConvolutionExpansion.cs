using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Expansion;

/// <summary>
/// Makes inverted residual blocks of dense convolutions (DepthShrinker+, ICML'22, section 3.7): the deeper network is trained, then shrunk to
/// the network it came from. All padding stands in front of a block, so that it merges back exactly.
/// </summary>
public sealed class ConvolutionExpansion(IGraphExecutor executor)
{
    /// <summary>How many times the channels of the input a block has inside.</summary>
    public int Ratio { get; init; } = 6;

    /// <summary>The names of the convolutions to expand, a <c>*</c> standing for any text.</summary>
    public string Layers { get; init; } = "*";

    /// <summary>The expanded network, and its blocks.</summary>
    /// <param name="network">Normalization folded.</param>
    /// <param name="calibration">What the usual range of values is taken from.</param>
    /// <exception cref="DiagnosticException">DC3270: there is no such convolution.</exception>
    public (Graph Graph, ImmutableArray<ExpandedBlock> Blocks) Expand(Graph network, CalibrationSet calibration)
    {
        var nodes = network.Nodes.Where(node => Fits(network, node) && FitsName(node.Name)).ToImmutableArray();
        if (nodes.IsEmpty)
        {
            var others = network.Nodes.Where(node => Fits(network, node)).Select(node => $"'{node.Name}'").ToList();
            throw DiagnosticCatalog.NothingToExpand.Error(null, Layers, others is [] ? "it has none" : string.Join(", ", others));
        }

        var ranges = Ranges(network, [.. nodes.Select(node => node.Inputs[0]!).Distinct()], calibration);
        var edit = network.Edit();
        var blocks = nodes.Select(node => Expand(edit, node, ranges[node.Inputs[0]!])).ToImmutableArray();
        return (edit.ToGraph(), blocks);
    }

    /// <summary>Dense, larger than one tap, of single precision, with weights of its own.</summary>
    private static bool Fits(Graph graph, Node node) =>
        node is { Op: Conv { Groups: 1 } conv, Inputs: [{ } input, { } weight, ..] } && conv.Window.KernelShape.Product > 1
        && conv.Window.AutoPad is AutoPad.Explicit && graph.Initializers.TryGetValue(weight, out var tensor) && tensor.Element is ElementType.Float32
        && graph.UsesOf(weight).Length == 1 && graph.TypeOf(input)?.Shape[1].IsKnown is true && !graph.Inputs.Contains(input);

    private bool FitsName(string name) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Layers, name, ignoreCase: false);

    private ExpandedBlock Expand(GraphEditor edit, Node node, ImmutableArray<(double Least, double Greatest)> range)
    {
        var (graph, conv) = (edit.Graph, (Conv)node.Op);
        var (kernel, window) = (graph.Initializers[node.Inputs[1]!], conv.Window);
        var bias = node.Inputs is [_, _, { } shift] ? graph.Initializers[shift].ToDoubles() : new double[kernel.Shape[0]];
        var skips = CanSkip(graph, node);
        var weights = new ExpandedWeights(skips ? WithoutSkip(kernel, window) : kernel, bias, Ratio, range);
        var ones = Dims.Repeat(1, window.Rank);
        var (width, names) = (weights.Width, (First: $"{node.Name}.expand", Middle: $"{node.Name}.depthwise", Last: $"{node.Name}.project"));
        var point = new Conv { Window = Window.Of(ones) };
        var front = point with { Window = point.Window with { Pads = window.Pads } };
        var depthwise = new Conv { Groups = width, Window = window with { Pads = Dims.Repeat(0, 2 * window.Rank) } };
        var wide = Rectified(names.First, front, node.Inputs[0]!, [width, kernel.Shape[1], .. ones], weights.Widen, weights.WidenBias);
        var filtered = Rectified(names.Middle, depthwise, wide, [width, 1, .. window.KernelShape], weights.Filter, weights.FilterBias);
        var operands = Operands(names.Last, filtered, [kernel.Shape[0], width, .. ones], weights.Narrow, weights.NarrowBias);
        if (skips)
        {
            edit.Redefine(node.Output, new Add(), [edit.Define(names.Last, point, operands), node.Inputs[0]], node);
        }
        else
        {
            edit.Redefine(node.Output, point, operands, node);
        }

        var isExact = Ratio >= Math.Min(window.KernelShape.Product, kernel.Shape[0]);
        return new ExpandedBlock(node.Name, names.First, skips ? names.Last : node.Name, isExact);

        Value Rectified(string name, Conv op, Value from, Dims shape, double[] weight, double[] shifts) =>
            edit.Define($"{name}.relu", new Relu(), [edit.Define(name, op, Operands(name, from, shape, weight, shifts))]);

        Value?[] Operands(string name, Value from, Dims shape, double[] weight, double[] shifts) =>
            [from, edit.Initializer($"{name}.weight", Single(shape, weight)), edit.Initializer($"{name}.bias", Single([shifts.Length], shifts))];
    }

    private static Tensor Single(Dims shape, double[] numbers) => Tensor.Create<float>(shape, [.. numbers.Select(number => (float)number)]);

    /// <summary>
    /// Whether the input can be added to the output: equal types, a tap that reads the same place, and nobody else who reads the input, since
    /// two shortcuts from one value would not be told apart again.
    /// </summary>
    private static bool CanSkip(Graph graph, Node node)
    {
        var window = ((Conv)node.Op).Window;
        return graph.TypeOf(node.Inputs[0]!) is { } type && type == graph.TypeOf(node.Output) && graph.UsesOf(node.Inputs[0]!).Length == 1
            && window.Strides.All(stride => stride == 1)
            && Enumerable.Range(0, window.Rank).All(axis =>
                window.PadBegin(axis) == window.PadEnd(axis) && window.PadBegin(axis) % window.Dilations[axis] == 0);
    }

    /// <summary>The kernel less the identity, which the shortcut adds.</summary>
    private static Tensor WithoutSkip(Tensor kernel, Window window)
    {
        var numbers = kernel.ToDoubles();
        var taps = window.KernelShape.Product;
        var center = 0;
        for (var axis = 0; axis < window.Rank; axis++)
        {
            center = (center * window.KernelShape[axis]) + (window.PadBegin(axis) / window.Dilations[axis]);
        }

        for (var channel = 0; channel < kernel.Shape[0]; channel++)
        {
            numbers[(((channel * kernel.Shape[1]) + channel) * taps) + center] -= 1;
        }

        return Tensor.Create<double>(kernel.Shape, numbers);
    }

    /// <summary>The least and the greatest value of every channel over the samples, zero among them, since that is what padding adds.</summary>
    private Dictionary<Value, ImmutableArray<(double, double)>> Ranges(Graph graph, ImmutableArray<Value> values, CalibrationSet calibration)
    {
        var observed = Graph.Create(
            graph.Name, graph.Inputs, graph.Nodes, [.. values.Select((value, index) => new GraphOutput($"range {index}", value))], graph.Initializers);
        var ranges = values.Select(value => new (double Least, double Greatest)[graph.TypeOf(value)!.Shape[1].Size]).ToArray();
        using var session = executor.Open(observed);
        foreach (var batch in calibration.Batches)
        {
            foreach (var (result, range) in session.Run(batch.Inputs.AsSpan()).Zip(ranges))
            {
                Widen(result, range);
            }
        }

        return values.Zip(ranges).ToDictionary(pair => pair.First, pair => pair.Second.ToImmutableArray());
    }

    private static void Widen(Tensor result, (double Least, double Greatest)[] range)
    {
        var area = result.Shape[2..].Product;
        var numbers = result.AsSpan<float>();
        for (var start = 0; start < numbers.Length; start += area)
        {
            ref var channel = ref range[start / area % range.Length];
            foreach (var number in numbers.Slice(start, area))
            {
                channel = (Math.Min(channel.Least, number), Math.Max(channel.Greatest, number));
            }
        }
    }
}
