using System.Text;

namespace DepthCompress.GraphIR;

/// <summary>
/// Graphs as <c>.dcir</c>: one fact per line, stable names, no default attributes. Weights are elided; short lists of integers are not,
/// since they are shapes and indices more often than weights.
/// </summary>
public static class GraphPrinter
{
    /// <summary>The text of a graph; <see cref="GraphParser.Parse"/> inverts it up to the numbers of the weights.</summary>
    public static string Print(Graph graph) => Join(Lines(graph));

    /// <summary>The text of a graph with every number, for small networks that somebody else must be able to run.</summary>
    public static string PrintWithData(Graph graph) => Join(Lines(graph, tensor => TensorText.FullData(tensor)));

    /// <summary>The lines of <see cref="Print"/>.</summary>
    public static ImmutableArray<string> Lines(Graph graph) =>
        Lines(graph, tensor => tensor.Element.IsFloating() ? null : TensorText.Data(tensor));

    private static string Join(ImmutableArray<string> lines) => new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();

    private static ImmutableArray<string> Lines(Graph graph, Func<Tensor, string?> dataOf)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"graph @{TextScanner.Quoted(graph.Name)}");
        lines.AddRange(graph.Inputs.Select(input => $"  in {Name(graph, input)}{Types([input.Declared])}"));
        foreach (var value in Constants(graph))
        {
            var tensor = graph.Initializers[value];
            var data = dataOf(tensor);
            lines.Add($"  const {Name(graph, value)} : {TensorText.Type(tensor.Type)}{(data is null ? "" : $" = {data}")}");
        }

        lines.AddRange(graph.Nodes.Select(node => $"  {Line(graph, node, dataOf)}"));
        lines.AddRange(graph.Outputs.Select(output => $"  out {Name(graph, output.Value)}{Alias(graph, output)}"));
        return lines.ToImmutable();
    }

    /// <summary>Constants in the order of their first reader, so that a constant stays where it is when others come and go.</summary>
    private static IEnumerable<Value> Constants(Graph graph) =>
        graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Value))
            .OfType<Value>().Where(graph.Initializers.ContainsKey).Distinct();

    private static string Line(Graph graph, Node node, Func<Tensor, string?> dataOf)
    {
        var line = new StringBuilder();
        line.AppendJoin(", ", node.Outputs.Select(output => IsLeftOut(graph, output) ? "_" : Name(graph, output)));
        line.Append(" = ").Append(OpName(node.Op)).Append('(');
        var written = node.Op is Opaque { WrittenOperands: { } count } ? Math.Min(count, node.Inputs.Length) : node.Inputs.Length;
        line.AppendJoin(", ", node.Inputs.Take(written).Select(input => Operand(graph, input)));
        line.Append(written < node.Inputs.Length ? "; " : "");
        line.AppendJoin(", ", node.Inputs.Skip(written).Select(input => Operand(graph, input)));
        line.Append(')');
        foreach (var (name, value) in AttributeWriter.ForText(node.Op).Attributes)
        {
            line.Append(' ').Append(TextScanner.Quoted(name)).Append('=').Append(Text(value, dataOf));
        }

        line.Append(Types([.. node.Outputs.Select(graph.TypeOf)]));
        line.Append(node.Name == graph.NameOf(node.Outputs[0]) ? "" : $" @{TextScanner.Quoted(node.Name)}");
        line.Append(node.Origin.IsEmpty ? "" : " <- ").AppendJoin(", ", node.Origin.Select(TextScanner.Quoted));
        return line.ToString();
    }

    private static string OpName(Operator op) => op is Opaque
        ? $"?{(op.Domain.Length == 0 ? "" : $"{TextScanner.Quoted(op.Domain)}:")}{TextScanner.Quoted(op.OpType)}"
        : op.OpType;

    private static bool IsLeftOut(Graph graph, Value value) =>
        value.Hint.Length == 0 && graph.UsesOf(value).IsEmpty && !graph.IsOutput(value);

    private static string Name(Graph graph, Value value) => $"%{TextScanner.Quoted(graph.NameOf(value))}";

    private static string Operand(Graph graph, Value? value) => value is null ? "_" : Name(graph, value);

    private static string Alias(Graph graph, GraphOutput output) =>
        output.Name == graph.NameOf(output.Value) ? "" : $" as {TextScanner.Quoted(output.Name)}";

    private static string Types(ImmutableArray<TensorType?> types)
    {
        var known = types.Length;
        while (known > 0 && types[known - 1] is null)
        {
            known--;
        }

        return known == 0 ? "" : $" : {string.Join(", ", types.Take(known).Select(type => type is null ? "_" : TensorText.Type(type)))}";
    }

    private static string Text(AttributeValue value, Func<Tensor, string?> dataOf) => value switch
    {
        AttributeValue.Int number => $"{number.Value}",
        AttributeValue.Float number => TensorText.Number(number.Value),
        AttributeValue.Text text => TextScanner.Quote(text.Value),
        AttributeValue.Ints list => $"[{string.Join(',', list.Values)}]",
        AttributeValue.Floats list => $"[{string.Join(',', list.Values.Select(TensorText.Number))}]",
        AttributeValue.Texts list => $"[{string.Join(',', list.Values.Select(TextScanner.Quote))}]",
        AttributeValue.TensorData tensor =>
            $"{TensorText.Type(tensor.Value.Type)}{((TensorText.Data(tensor.Value) ?? dataOf(tensor.Value)) is { } data ? $"={data}" : "")}",
        _ => throw new CompilerBugException($"an attribute of kind {value.GetType().Name} has no text"),
    };
}
