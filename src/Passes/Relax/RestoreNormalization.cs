using DepthCompress.GraphIR;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace DepthCompress.Passes.Relax;

/// <summary>
/// Puts a batch normalization behind every convolution that has none, such that nothing changes: its statistics are those of the
/// convolution's output over samples, its scale is their root and its shift their mean. So a network whose normalization was folded, or
/// whose convolutions were solved for, trains as stably as one that never lost it. <see cref="Pipelines.Optimize"/> folds it again.
/// </summary>
/// <remarks>
/// The convolution's bias goes into the shift. Every filter is brought to the same length, for which its normalization makes up: what a
/// step of gradient descent does to a normalized filter depends on the filter's length (van Laarhoven 2017), and a folded one has any. A
/// channel without variance is divided by √ε and multiplied by √ε. Left alone: convolutions that answer for the network (statistics of a
/// batch have no place in its answer), those in front of a normalization of any kind, those in other types than f32, and those whose
/// weights are computed.
/// </remarks>
public sealed record RestoreNormalization : Pass
{
    /// <summary>The Euclidean length of filters afterwards: that of the usual initialization (He et al. 2015) where both fans are equal.</summary>
    private static readonly double FilterLength = Math.Sqrt(2);

    /// <summary>
    /// The largest mean or deviation of a channel that is taken: what is divided by it and multiplied by it again is off by its last place,
    /// however small a result is, and a function behind it may be bent at 1.
    /// </summary>
    private const double LargestResult = 1 << 12;

    /// <inheritdoc/>
    public override string Name => "restore-normalization";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <summary>Where the statistics are taken from; null for a few random inputs.</summary>
    public CalibrationSet? Calibration { get; init; }

    /// <summary>
    /// Statistics that are taken for those of the results instead of measuring them: those of the network before it was changed. Nothing
    /// changes in this case either, but in training, which normalizes by the batch, every convolution undoes what a change in front of it did
    /// to the scale of values, as in the published programs, whose networks keep their normalization.
    /// </summary>
    internal ImmutableDictionary<Value, ChannelStatistics> Statistics { get; init; } = ImmutableDictionary<Value, ChannelStatistics>.Empty;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph, PassContext context)
    {
        var due = Due(graph, context);
        return due is [] ? graph : Restore(graph, due, context);
    }

    /// <summary>The statistics of every convolution's result that is to be normalized; nothing without an engine.</summary>
    internal static ImmutableDictionary<Value, ChannelStatistics> StatisticsOf(Graph graph, CalibrationSet samples, PassContext context)
    {
        var quiet = context with { Diagnostics = new DiagnosticSink() };
        return Due(graph, quiet) is { Count: > 0 } due
            ? new RestoreNormalization { Calibration = samples }.Measure(graph, [.. due.Select(node => node.Output)], quiet)
            : ImmutableDictionary<Value, ChannelStatistics>.Empty;
    }

    private static List<Node> Due(Graph graph, PassContext context)
    {
        var due = new List<Node>();
        foreach (var node in graph.Nodes.Where(node => node.Op is Conv && !IsNormalized(graph, node.Output)))
        {
            if ((context.Executor is null ? "there is no engine to find its statistics" : WhyNot(graph, node)) is { } why)
            {
                context.Diagnostics.Report(DiagnosticCatalog.NotNormalized.At(node.Name, why));
            }
            else
            {
                due.Add(node);
            }
        }

        return due;
    }

    private Graph Restore(Graph graph, List<Node> due, PassContext context)
    {
        var statistics = Measure(graph, [.. due.Select(node => node.Output).Where(value => !Statistics.ContainsKey(value))], context);
        var restored = new Dictionary<Node, (Node Conv, Node Norm)>();
        var names = graph.Nodes.Select(node => node.Name).ToHashSet();
        var constants = new OrderedDictionary<Value, Tensor>(graph.Initializers);
        foreach (var node in due)
        {
            if (WhyNot(statistics[node.Output]) is { } why)
            {
                context.Diagnostics.Report(DiagnosticCatalog.NotNormalized.At(node.Name, why));
            }
            else
            {
                restored[node] = Restored(graph, node, statistics[node.Output], constants, names);
            }
        }

        return restored.Count == 0 ? graph : Graph.Create(
            graph.Name,
            graph.Inputs,
            graph.Nodes.SelectMany(node => restored.TryGetValue(node, out var pair) ? [pair.Conv, pair.Norm] : new[] { node }),
            graph.Outputs,
            constants);
    }

    /// <summary>The given statistics, and the measured ones of these values.</summary>
    private ImmutableDictionary<Value, ChannelStatistics> Measure(Graph graph, ImmutableArray<Value> values, PassContext context)
    {
        if (values.IsEmpty)
        {
            return Statistics;
        }

        var samples = Calibration ?? new CalibrationSet([new CalibrationBatch(new RandomInputs { Batch = 8 }.For(graph))], "random");
        var measured = ChannelStatistics.Of(context.Executor!, graph, values, samples, context.Cancellation);
        return Statistics.AddRange(values.Zip(measured, KeyValuePair.Create));
    }

    /// <summary>The convolution without its bias, under its name, and the normalization that computes its value.</summary>
    private static (Node Conv, Node Norm) Restored(
        Graph graph, Node node, ChannelStatistics statistics, OrderedDictionary<Value, Tensor> constants, HashSet<string> names)
    {
        var (name, norm) = (graph.NameOf(node.Output), new BatchNormalization());
        var bias = node.Inputs is [_, _, { } value] ? graph.Initializers[value].ToDoubles() : new double[statistics.Mean.Length];
        var (weight, stretch) = Stretched(graph, node.Inputs[1]!, bias.Length);
        var variance = statistics.Variance.Zip(stretch, (figure, factor) => (double)(float)(figure * factor * factor)).ToArray();
        var plain = new Value($"{name}.linear");
        ImmutableArray<Value?> inputs =
        [
            plain,
            Constant("scale", variance.Zip(stretch, (figure, factor) => Math.Sqrt(figure + norm.Epsilon) / factor)),
            Constant("shift", statistics.Mean),
            Constant("mean", statistics.Mean.Select((mean, channel) => (mean - bias[channel]) * stretch[channel])),
            Constant("var", variance),
        ];
        if (weight is not null)
        {
            constants[node.Inputs[1]!] = weight;
        }

        var added = FreeName(names, $"{node.Name}.norm");
        return (
            new Node { Name = node.Name, Op = node.Op, Inputs = node.Inputs[..2], Outputs = [plain], Origin = node.Origin },
            new Node { Name = added, Op = norm, Inputs = inputs, Outputs = node.Outputs, Origin = node.Origin });

        Value Constant(string what, IEnumerable<double> numbers)
        {
            var value = new Value($"{name}.{what}");
            constants[value] = Tensor.Create<double>([statistics.Mean.Length], [.. numbers]).ConvertTo(ElementType.Float32);
            return value;
        }
    }

    /// <summary>A weight [filters, …] with all filters of one length, and by what each was multiplied; a shared weight stays as it is.</summary>
    private static (Tensor? Weight, double[] Stretch) Stretched(Graph graph, Value value, int filters)
    {
        var stretch = Enumerable.Repeat(1.0, filters).ToArray();
        if (graph.UsesOf(value).Length > 1 || graph.IsOutput(value))
        {
            return (null, stretch);
        }

        var weight = graph.Initializers[value];
        var numbers = weight.ToDoubles();
        var size = numbers.Length / filters;
        for (var filter = 0; filter < filters; filter++)
        {
            var taps = numbers.AsSpan(filter * size, size);
            var length = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(taps));
            if (length > 0)
            {
                stretch[filter] = FilterLength / length;
                TensorPrimitives.Multiply(taps, stretch[filter], taps);
            }
        }

        return (Tensor.Create<double>(weight.Shape, numbers).ConvertTo(ElementType.Float32), stretch);
    }

    private static string FreeName(HashSet<string> names, string name) => names.Add(name) ? name : FreeName(names, $"{name}.norm");

    private static bool IsNormalized(Graph graph, Value value) => graph.UsesOf(value) is [var use] && use.Node.Op is
        BatchNormalization or GroupNormalization or InstanceNormalization or LayerNormalization;

    private static string? WhyNot(ChannelStatistics figures) =>
        !figures.IsFinite ? "its results are no finite numbers"
        : figures.Mean.Any(mean => Math.Abs(mean) > LargestResult) || figures.Variance.Any(variance => variance > LargestResult * LargestResult)
            ? "its results are so large that small ones among them would be lost in rounding"
        : null;

    private static string? WhyNot(Graph graph, Node node) =>
        graph.IsOutput(node.Output) ? "its result is an answer of the network"
        : !node.Inputs.Skip(1).All(input => input is null || graph.Initializers.ContainsKey(input)) ? "its weights are computed"
        : graph.TypeOf(node.Output) is not { Element: ElementType.Float32, Shape: { Count: > 2 } shape } || !shape[1].IsKnown
            ? "its result is not f32 with a known number of channels"
        : null;
}
