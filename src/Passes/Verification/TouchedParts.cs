using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Two networks without the heaviest nodes that are the same in both: same operator, same result, same constants in memory. Such a node computes
/// the same in both if it is given the same. So what it is given is compared, as further outputs of both networks, and what it computes is
/// arbitrary: further inputs of both. By induction over the order of computation, networks that agree like that agree as a whole, and the
/// constants of these nodes are never read.
/// </summary>
internal sealed class TouchedParts
{
    /// <summary>Bytes up to which constants that are not the same object are compared.</summary>
    private const int SmallConstant = 1 << 16;

    private readonly Graph original;
    private readonly Graph changed;
    private readonly ImmutableArray<(Node Original, Node Changed)> untouched;
    private readonly Dictionary<Value, Value> inputs;

    private TouchedParts(Graph original, Graph changed, ImmutableArray<(Node Original, Node Changed)> untouched, Dictionary<Value, Value> inputs)
    {
        (this.original, this.changed, this.untouched, this.inputs) = (original, changed, untouched, inputs);
        var given = Given();
        Original = Cut(original, [.. given.Select(pair => new GraphOutput(pair.Name, pair.Original))]);
        Changed = Cut(changed, [.. given.Select(pair => new GraphOutput(pair.Name, pair.Changed))]);
    }

    /// <summary>What is left of the original: its outputs, then what is given to the nodes left out.</summary>
    public Graph Original { get; }

    /// <summary>What is left of the changed network; its outputs have the same names.</summary>
    public Graph Changed { get; }

    /// <summary>How many nodes were left out.</summary>
    public int NodesLeftOut => untouched.Length;

    /// <summary>The bytes of their constants.</summary>
    public long BytesLeftOut => untouched.SelectMany(pair => Constants(original, pair.Original)).DistinctBy(constant => constant.Value)
        .Sum(constant => (long)constant.Tensor.Bytes.Length);

    /// <summary>The parts; null where the constants fit in the limit, or no heavy node can be left out.</summary>
    /// <param name="original">What is right.</param>
    /// <param name="changed">What was made of it: what it shares with the original is the same object.</param>
    /// <param name="types">Of the inputs of both, every axis a number.</param>
    /// <param name="limit">Bytes of constants up to which nothing is left out.</param>
    /// <param name="rest">Bytes of constants that the engine is given where more is left out: the heaviest nodes go first until the rest fits.</param>
    public static TouchedParts? Of(Graph original, Graph changed, ImmutableArray<TensorType> types, long limit, long rest)
    {
        if (BytesOf(original) <= limit || !original.Inputs.SequenceEqual(changed.Inputs))
        {
            return null;
        }

        var typed = original.WithInputTypes(types);
        var untouched = Heaviest(original, changed, typed, rest);
        if (untouched.IsEmpty)
        {
            return null;
        }

        var inputs = original.Inputs.Zip(typed.Inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var (node, _) in untouched)
        {
            inputs.Add(node.Output, new Value(original.NameOf(node.Output), typed.TypeOf(node.Output)) { IsPinned = node.Output.IsPinned });
        }

        return new TouchedParts(original, changed, untouched, inputs);
    }

    /// <summary>What the parts are given in one run: the inputs of the network, then noise for what the nodes left out compute.</summary>
    public ImmutableArray<Tensor> InputsFor(ImmutableArray<Tensor> run) =>
        [.. run, .. untouched.Select((pair, index) => RandomInputs.Numbers(inputs[pair.Original.Output].Declared!, index + 1)!)];

    private static long BytesOf(Graph graph) => graph.Initializers.Values.Sum(tensor => (long)tensor.Bytes.Length)
        + graph.Nodes.Sum(node => node.Op is Constant { Value: var tensor } ? (long)tensor.Bytes.Length : 0);

    /// <summary>In the order of computation.</summary>
    private static ImmutableArray<(Node, Node)> Heaviest(Graph original, Graph changed, Graph typed, long rest)
    {
        var left = BytesOf(original);
        var readers = new Dictionary<Value, int>();
        var chosen = new HashSet<Node>();
        foreach (var node in original.Nodes.Where(node => IsUntouched(node, original, changed, typed))
            .OrderByDescending(node => Constants(original, node).Sum(constant => (long)constant.Tensor.Bytes.Length)))
        {
            if (left <= rest)
            {
                break;
            }

            chosen.Add(node);
            foreach (var (value, tensor) in Constants(original, node))
            {
                // A constant that several nodes read is there until the last of them is not.
                readers[value] = readers.GetValueOrDefault(value, original.UsesOf(value).Length) - 1;
                left -= readers[value] == 0 ? tensor.Bytes.Length : 0;
            }
        }

        return [.. original.Nodes.Where(chosen.Contains).Select(node => (node, changed.ProducerOf(node.Output)!))];
    }

    private static bool IsUntouched(Node node, Graph original, Graph changed, Graph typed) =>
        node.Op is not Constant && node.Outputs.Length == 1 && changed.ProducerOf(node.Output) is { } twin && node.Op.Equals(twin.Op)
        && twin.Outputs.Length == 1 && node.Inputs.Length == twin.Inputs.Length
        && typed.TypeOf(node.Output) is { Shape.IsKnown: true } type && type.Element.IsFloating()
        && node.Inputs.Zip(twin.Inputs).All(pair => AreAlike(original, pair.First, changed, pair.Second)) && Constants(original, node).Any();

    /// <summary>Whether both are left out, the same constant, or both computed: then what they are is compared.</summary>
    private static bool AreAlike(Graph original, Value? one, Graph changed, Value? other) =>
        one is null || other is null ? one is null && other is null
        : (ConstantOf(original, one), ConstantOf(changed, other)) switch
        {
            (null, null) => true,
            ({ } left, { } right) => ReferenceEquals(left, right) || (left.Bytes.Length <= SmallConstant && left.ContentEquals(right)),
            _ => false,
        };

    private static IEnumerable<(Value Value, Tensor Tensor)> Constants(Graph graph, Node node) => node.Inputs.OfType<Value>().Distinct()
        .Select(value => (value, tensor: ConstantOf(graph, value))).Where(constant => constant.tensor is not null)
        .Select(constant => (constant.value, constant.tensor!));

    private static Tensor? ConstantOf(Graph graph, Value value) =>
        graph.Initializers.GetValueOrDefault(value) ?? (graph.ProducerOf(value)?.Op as Constant)?.Value;

    /// <summary>The outputs of both networks, then what both give to the nodes left out, by names that are all different.</summary>
    private List<(string Name, Value Original, Value Changed)> Given()
    {
        var named = changed.Outputs.ToDictionary(output => output.Name, output => output.Value);
        var given = original.Outputs.Select(output => (output.Name, output.Value, named[output.Name])).ToList();
        var names = given.Select(pair => pair.Name).ToHashSet();
        var seen = given.Select(pair => (pair.Item2, pair.Item3)).ToHashSet();
        foreach (var (one, other) in untouched.SelectMany(pair => pair.Original.Inputs.Zip(pair.Changed.Inputs)))
        {
            if (one is null || other is null || ConstantOf(original, one) is not null || !seen.Add((one, other))
                || (ReferenceEquals(one, other) && inputs.ContainsKey(one)))
            {
                continue;
            }

            var name = original.NameOf(one);
            while (!names.Add(name))
            {
                name += "'";
            }

            given.Add((name, one, other));
        }

        return given;
    }

    private Graph Cut(Graph graph, ImmutableArray<GraphOutput> outputs)
    {
        var nodes = graph.Nodes.Where(node => !inputs.ContainsKey(node.Outputs[0])).Select(node => node.Inputs.Any(IsCut)
            ? node.With(inputs: [.. node.Inputs.Select(input => input is null ? null : inputs.GetValueOrDefault(input, input))])
            : node);
        return Graph.Create(graph.Name, [.. original.Inputs.Concat(untouched.Select(pair => pair.Original.Output)).Select(input => inputs[input])], nodes,
            [.. outputs.Select(output => output with { Value = inputs.GetValueOrDefault(output.Value, output.Value) })], graph.Initializers);
    }

    private bool IsCut(Value? value) => value is not null && inputs.ContainsKey(value);
}
