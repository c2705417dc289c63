namespace DepthCompress.GraphIR;

/// <summary>
/// A short-lived draft of the next graph. Four verbs: <see cref="Initializer"/> and <see cref="Define"/> add,
/// <see cref="Redefine"/> changes how a value is computed, <see cref="Replace"/> re-routes. Nothing removes: what no output needs is left out.
/// </summary>
public sealed class GraphEditor
{
    private readonly OrderedDictionary<Value, Tensor> initializers = [];
    private readonly List<Node> added = [];
    private readonly Dictionary<Value, Node> redefined = [];
    private readonly Dictionary<Value, Value> replaced = [];
    private readonly HashSet<Node> touched = [];
    private readonly HashSet<string> names;
    private readonly Dictionary<string, int> numbers = [];

    internal GraphEditor(Graph graph)
    {
        Graph = graph;
        names = [.. graph.Nodes.Select(node => node.Name)];
    }

    /// <summary>The graph this draft started from.</summary>
    public Graph Graph { get; }

    /// <summary>Whether the draft differs from its graph.</summary>
    public bool IsChanged => added.Count + redefined.Count + replaced.Count > 0;

    /// <summary>The producer a rule may still match; null once this draft has touched the value.</summary>
    public Node? ProducerOf(Value? value) =>
        Graph.ProducerOf(value) is { } node && !IsTouched(node) ? node : null;

    /// <summary>Whether the draft has absorbed, redefined or re-routed this node, so that a rule must leave it to the next sweep.</summary>
    public bool IsTouched(Node node) => touched.Contains(node);

    /// <summary>Adds a constant.</summary>
    public Value Initializer(string hint, Tensor data)
    {
        var value = new Value(hint);
        initializers.Add(value, data);
        return value;
    }

    /// <summary>Adds a computation; the result is a new value. <paramref name="absorbed"/> are the nodes it stands for.</summary>
    public Value Define(string hint, Operator op, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<Node> absorbed)
    {
        var value = new Value(hint);
        added.Add(MakeNode(UniqueName(absorbed is [var first, ..] ? first.Name : hint), op, inputs, [value], absorbed));
        return value;
    }

    /// <summary>Gives a value another definition. Its name, its readers and its place among the outputs stay.</summary>
    public void Redefine(Value value, Operator op, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<Node> absorbed)
    {
        var old = Graph.ProducerOf(value) ?? throw new ArgumentException($"{value} is not computed by a node", nameof(value));
        if (old.Outputs.Length != 1)
        {
            throw new ArgumentException($"{old} has {old.Outputs.Length} results; only single results are redefined", nameof(value));
        }

        foreach (var node in absorbed)
        {
            touched.Add(node);
        }

        Touch(value);
        var name = absorbed is [var first, ..] ? first.Name : old.Name;
        redefined[value] = MakeNode(name, op, inputs, [value], absorbed is [] ? [old] : absorbed);
    }

    /// <summary>Sends every reader of one value to another.</summary>
    /// <exception cref="ArgumentException">The other value is this one, or one that was sent to it.</exception>
    public void Replace(Value old, Value with)
    {
        if (Resolve(with) == old)
        {
            throw new ArgumentException($"{old} would take its own place", nameof(with));
        }

        replaced[old] = with;
        Touch(old);
    }

    /// <summary>The next graph: sorted, and swept of what no output needs. The same object if nothing changed.</summary>
    public Graph ToGraph()
    {
        if (!IsChanged)
        {
            return Graph;
        }

        var all = new OrderedDictionary<Value, Tensor>(Graph.Initializers);
        foreach (var (value, tensor) in initializers)
        {
            all.Add(value, tensor);
        }

        var nodes = Graph.Nodes.Select(node => node.Outputs is [var only] && redefined.TryGetValue(only, out var next) ? next : node)
            .Concat(added).Select(Reroute).ToList();
        var outputs = Graph.Outputs.Select(output => output with { Value = Resolve(output.Value) });
        return WithUniqueNodeNames(Graph.Create(Graph.Name, Graph.Inputs, nodes, [.. outputs], all));
    }

    /// <summary>Whoever makes or reads a value that is no longer the same is asked for often, and may have thousands of operands and results.</summary>
    private void Touch(Value value)
    {
        if (Graph.ProducerOf(value) is { } producer)
        {
            touched.Add(producer);
        }

        touched.UnionWith(Graph.UsesOf(value).Select(use => use.Node));
    }

    private static Node MakeNode(string name, Operator op, ReadOnlySpan<Value?> inputs, ImmutableArray<Value> outputs, ReadOnlySpan<Node> absorbed)
    {
        var origin = new List<string>();
        foreach (var node in absorbed)
        {
            origin.AddRange(node.Origin.IsEmpty ? [node.Name] : node.Origin);
        }

        return new Node { Name = name, Op = op, Inputs = [.. inputs], Outputs = outputs, Origin = [.. origin.Distinct()] };
    }

    /// <summary>A redefinition takes the name of the first node it stands for; where that one lives on, the new one is numbered.</summary>
    private static Graph WithUniqueNodeNames(Graph graph)
    {
        var seen = new HashSet<string>();
        if (graph.Nodes.All(node => seen.Add(node.Name)))
        {
            return graph;
        }

        var names = graph.Nodes.Select(node => node.Name).ToHashSet();
        seen.Clear();
        var (nodes, numbers) = (new List<Node>(), new Dictionary<string, int>());
        foreach (var node in graph.Nodes)
        {
            var name = node.Name;
            for (var isNew = false; !seen.Add(name) || (isNew && !names.Add(name)); isNew = true)
            {
                name = $"{node.Name}.{Next(numbers, node.Name)}";
            }

            nodes.Add(name == node.Name ? node : node.With(name: name));
        }

        return Graph.Create(graph.Name, graph.Inputs, nodes, graph.Outputs, graph.Initializers);
    }

    /// <summary>2, 3, and so on: nobody who asks for one name thousands of times tries the numbers of the others again.</summary>
    private static int Next(Dictionary<string, int> numbers, string name) => numbers[name] = numbers.GetValueOrDefault(name, 1) + 1;

    private string UniqueName(string hint)
    {
        var name = hint;
        while (!names.Add(name))
        {
            name = $"{hint}.{Next(numbers, hint)}";
        }

        return name;
    }

    private Node Reroute(Node node)
    {
        if (replaced.Count is 0 || !node.Inputs.Any(input => input is not null && replaced.ContainsKey(input)))
        {
            return node;
        }

        return node.With(inputs: [.. node.Inputs.Select(input => input is null ? null : Resolve(input))]);
    }

    private Value Resolve(Value value)
    {
        while (replaced.TryGetValue(value, out var next))
        {
            value = next;
        }

        return value;
    }
}
