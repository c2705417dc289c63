namespace DepthCompress.GraphIR;

/// <summary>An immutable dataflow graph in topological order. Whatever is derived from it is never stale.</summary>
public sealed class Graph
{
    private readonly Lazy<Dictionary<Value, Node>> producers;
    private readonly Lazy<Dictionary<Value, ImmutableArray<Use>>> uses;
    private readonly Lazy<Dictionary<Node, int>> places;
    private readonly Lazy<HashSet<Value>> answers;
    private readonly Lazy<NameTable> names;
    private readonly Lazy<TypeTable> types;

    private Graph(
        string name, ImmutableArray<Value> inputs, ImmutableArray<Node> nodes, ImmutableArray<GraphOutput> outputs, IReadOnlyDictionary<Value, Tensor> initializers)
    {
        (Name, Inputs, Nodes, Outputs, Initializers) = (name, inputs, nodes, outputs, initializers);
        producers = new(() => Nodes.SelectMany(node => node.Outputs, (node, value) => (node, value)).ToDictionary(pair => pair.value, pair => pair.node));
        uses = new(CollectUses);
        places = new(() => Nodes.Select((node, place) => (node, place)).ToDictionary(pair => pair.node, pair => pair.place));
        answers = new(() => [.. Outputs.Select(output => output.Value)]);
        names = new(() => new NameTable(this));
        types = new(() => new TypeTable(this));
    }

    /// <summary>The name of the network.</summary>
    public string Name { get; }

    /// <summary>What the caller supplies.</summary>
    public ImmutableArray<Value> Inputs { get; }

    /// <summary>The nodes; each comes after the nodes it reads.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>What the network answers.</summary>
    public ImmutableArray<GraphOutput> Outputs { get; }

    /// <summary>The constants, weights first of all. Enumerated in a stable order: that of the file, new ones behind.</summary>
    public IReadOnlyDictionary<Value, Tensor> Initializers { get; }

    /// <summary>Nodes that disagree with their operands, found while deriving types.</summary>
    public ImmutableArray<(Node Node, string Problem)> TypeProblems => types.Value.Problems;

    /// <summary>
    /// A graph of nodes in any order: they are sorted (stably), and nodes and initializers that no output needs are left out.
    /// </summary>
    /// <exception cref="CyclicGraphException">The nodes read each other in a circle.</exception>
    public static Graph Create(
        string name,
        ImmutableArray<Value> inputs,
        IEnumerable<Node> nodes,
        ImmutableArray<GraphOutput> outputs,
        IReadOnlyDictionary<Value, Tensor> initializers)
    {
        var sorted = TopologicalOrder.Of(nodes, outputs);
        var read = sorted.SelectMany(node => node.Inputs).OfType<Value>().Concat(outputs.Select(output => output.Value)).ToHashSet();
        var needed = new OrderedDictionary<Value, Tensor>(initializers.Where(pair => read.Contains(pair.Key)));
        return new Graph(name, inputs, sorted, outputs, needed);
    }

    /// <summary>A graph exactly as given, unsorted and unswept; whoever uses it keeps the invariants.</summary>
    internal static Graph Assemble(
        string name,
        ImmutableArray<Value> inputs,
        ImmutableArray<Node> nodes,
        ImmutableArray<GraphOutput> outputs,
        IReadOnlyDictionary<Value, Tensor> initializers) => new(name, inputs, nodes, outputs, initializers);

    /// <summary>The name of a value: its hint, numbered where two living values hint alike.</summary>
    public string NameOf(Value value) => names.Value.NameOf(value);

    /// <summary>The value of a name, or null.</summary>
    public Value? ValueNamed(string name) => names.Value.ValueNamed(name);

    /// <summary>The derived type of a value, else the declared one, else null.</summary>
    public TensorType? TypeOf(Value value) => types.Value.TypeOf(value);

    /// <summary>Whether the type of a value does not follow from inputs and constants alone: the file may be wrong about it.</summary>
    public bool IsTypeAssumed(Value value) => types.Value.IsAssumed(value);

    /// <summary>The node that computes a value; null for inputs and initializers.</summary>
    public Node? ProducerOf(Value? value) => value is null ? null : producers.Value.GetValueOrDefault(value);

    /// <summary>Where a node stands among the nodes.</summary>
    public int PlaceOf(Node node) => places.Value[node];

    /// <summary>Where a value is read by nodes, in their order; being an output is not a use.</summary>
    public ImmutableArray<Use> UsesOf(Value value) => uses.Value.GetValueOrDefault(value, []);

    /// <summary>Whether the network answers with this value.</summary>
    public bool IsOutput(Value value) => answers.Value.Contains(value);

    /// <summary>Whether <paramref name="node"/> is the only reader, in one slot, and the value is no output.</summary>
    public bool IsOnlyUsedBy(Value value, Node node) =>
        UsesOf(value) is [var only] && ReferenceEquals(only.Node, node) && !IsOutput(value);

    /// <summary>What is known about the operands of a node.</summary>
    public ImmutableArray<Operand> OperandsOf(Node node) => [.. node.Inputs.Select(OperandOf)];

    /// <summary>Starts a draft of the next graph.</summary>
    public GraphEditor Edit() => new(this);

    /// <summary>The same network with other weights, of the same types, under the same values.</summary>
    public Graph WithInitializers(IReadOnlyDictionary<Value, Tensor> replaced) =>
        new(Name, Inputs, Nodes, Outputs, new OrderedDictionary<Value, Tensor>(
            Initializers.Select(pair => KeyValuePair.Create(pair.Key, replaced.GetValueOrDefault(pair.Key, pair.Value)))));

    private Operand OperandOf(Value? value) =>
        value is null ? default : new Operand(TypeOf(value), Initializers.GetValueOrDefault(value));

    private Dictionary<Value, ImmutableArray<Use>> CollectUses()
    {
        var lists = new Dictionary<Value, ImmutableArray<Use>.Builder>();
        foreach (var node in Nodes)
        {
            for (var slot = 0; slot < node.Inputs.Length; slot++)
            {
                if (node.Inputs[slot] is { } value)
                {
                    (lists.TryGetValue(value, out var list) ? list : lists[value] = ImmutableArray.CreateBuilder<Use>()).Add(new Use(node, slot));
                }
            }
        }

        return lists.ToDictionary(pair => pair.Key, pair => pair.Value.ToImmutable());
    }
}
