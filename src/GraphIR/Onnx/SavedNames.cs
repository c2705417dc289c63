namespace DepthCompress.GraphIR;

/// <summary>
/// The names in the file that is being written: those of the graph, except where the graph inside some node already uses one, plus names for
/// what only the file needs (constants that became attributes, second names).
/// </summary>
internal sealed class SavedNames
{
    private readonly Graph graph;
    private readonly Dictionary<Value, string> renamed = [];
    private readonly Dictionary<string, Value?> taken = [];

    public SavedNames(Graph graph, OnnxContents contents)
    {
        this.graph = graph;
        var living = graph.Inputs.Concat(graph.Initializers.Keys).Concat(graph.Nodes.SelectMany(node => node.Outputs)).Distinct().ToList();
        foreach (var value in living)
        {
            taken.TryAdd(graph.NameOf(value), value);
        }

        foreach (var output in graph.Outputs)
        {
            taken.TryAdd(output.Name, null);
        }

        var inner = graph.Nodes.Select(node => node.Op).OfType<Opaque>().Select(op => op.Source).OfType<OnnxNode>()
            .SelectMany(node => Subgraphs.InnerNames(node.Proto)).ToHashSet();
        foreach (var value in living.Where(value => inner.Contains(graph.NameOf(value)) && !IsPromised(value, contents)))
        {
            renamed[value] = Fresh(graph.NameOf(value), value);
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
        for (var number = 2; !taken.TryAdd(name, bearer); number++)
        {
            name = $"{wish}.{number}";
        }

        return name;
    }

    /// <summary>Lets a value bear a name too.</summary>
    public void Claim(string name, Value bearer) => taken[name] = bearer;

    private bool IsPromised(Value value, OnnxContents contents) =>
        value.IsPinned || graph.Inputs.Contains(value) || graph.Outputs.Any(output => output.Name == graph.NameOf(value))
        || contents.Values.ContainsValue(value);
}
