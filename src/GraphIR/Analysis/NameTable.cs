namespace DepthCompress.GraphIR;

/// <summary>The name of every living value: pinned and output names first, then hints, numbered where two hint alike.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<Value, string> names = [];
    private readonly Dictionary<string, Value> values = [];

    public NameTable(Graph graph)
    {
        var living = graph.Inputs.Concat(graph.Initializers.Keys).Concat(graph.Nodes.SelectMany(node => node.Outputs)).ToList();
        foreach (var value in graph.Inputs.Concat(living.Where(value => value.IsPinned)))
        {
            Claim(value, value.Hint);
        }

        foreach (var output in graph.Outputs)
        {
            if (!names.ContainsKey(output.Value) && !values.ContainsKey(output.Name))
            {
                Claim(output.Value, output.Name);
            }
        }

        var reserved = graph.Outputs.Select(output => output.Name).ToHashSet();
        var next = new Dictionary<string, int>();
        foreach (var value in living.Where(value => !names.ContainsKey(value)))
        {
            var name = value.Hint;
            while (name.Length is 0 || values.ContainsKey(name) || reserved.Contains(name))
            {
                next[value.Hint] = next.GetValueOrDefault(value.Hint, 1) + 1;
                name = $"{value.Hint}.{next[value.Hint]}";
            }

            Claim(value, name);
        }
    }

    public string NameOf(Value value) => names.GetValueOrDefault(value, value.Hint);

    public Value? ValueNamed(string name) => values.GetValueOrDefault(name);

    private void Claim(Value value, string name)
    {
        if (names.TryAdd(value, name))
        {
            values.TryAdd(name, value);
        }
    }
}
