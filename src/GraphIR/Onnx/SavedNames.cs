namespace DepthCompress.GraphIR;

/// <summary>
/// The names in the file that is being written: those of the graph, except where the graph inside some node already uses one, plus
/// names for what only the file needs (constants that became attributes, second names).
/// </summary>
internal sealed class SavedNames
{
    private readonly Graph graph;
    private readonly Dictionary<Value, string> renamed = [];
    private readonly Dictionary<string, Value?> taken = [];
    private readonly Dictionary<string, int> numbers = [];

    public SavedNames(Graph graph, OnnxContents contents)
    {
        this.graph = graph;
        var living = graph.Inputs.Concat(graph.Initializers.Keys).Concat(graph.Nodes.SelectMany(node => node.Outputs)).ToList();
        foreach (var value in living)
        {
            taken.TryAdd(graph.NameOf(value), value);
        }

        var foreign = graph.Nodes.Where(node => node.Op is Opaque { Source: OnnxNode })
            .Select(node => (Node: node, Op: (Opaque)node.Op, Source: (OnnxNode)((Opaque)node.Op).Source!)).ToList();
        var wanted = graph.Outputs.Select(output => (output.Name, (Value?)output.Value))
            .Concat(foreign.SelectMany(node =>
                node.Source.Captures.Select((name, i) => (name, node.Node.Inputs[(node.Op.WrittenOperands ?? 0) + i]))))
            .DistinctBy(pair => pair.Item1).ToDictionary();
        foreach (var name in wanted.Keys)
        {
            taken.TryAdd(name, null);
        }

        var inner = foreign.SelectMany(node => Subgraphs.InnerNames(node.Source.Proto)).ToHashSet();
        var inputs = graph.Inputs.ToHashSet();
        var loaded = contents.Values.Values.ToHashSet();
        foreach (var value in living.Where(value => !inputs.Contains(value)))
        {
            var name = graph.NameOf(value);
            var yields = wanted.TryGetValue(name, out var bearer)
                ? !ReferenceEquals(bearer, value)
                : inner.Contains(name) && !loaded.Contains(value);
            if (yields)
            {
                renamed[value] = Fresh(name, value);
                taken[name] = ReferenceEquals(taken[name], value) ? null : taken[name];
            }
        }
    }

    /// <summary>The name of a value.</summary>
    public string NameOf(Value value) => renamed.TryGetValue(value, out var name) ? name : graph.NameOf(value);

    /// <summary>Who bears a name; null where nobody does, or only an output that is still to be given it.</summary>
    public Value? BearerOf(string name) => taken.GetValueOrDefault(name);

    /// <summary>Gives a name to a value that the graph does not have; another one where it is taken.</summary>
    public string Fresh(string wish, Value? bearer = null)
    {
        var name = wish;
        while (!taken.TryAdd(name, bearer))
        {
            numbers[wish] = numbers.GetValueOrDefault(wish, 1) + 1;
            name = $"{wish}.{numbers[wish]}";
        }

        return name;
    }

    /// <summary>Lets a value bear a name too.</summary>
    public void Claim(string name, Value bearer) => taken[name] = bearer;
}
