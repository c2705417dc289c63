namespace DepthCompress.TestKit;

/// <summary>
/// One or more small examples of every operator in the catalog. Whoever adds an operator adds one; the laws run by themselves.
/// </summary>
public static partial class OperatorExamples
{
    /// <summary>Every example, in the order of the files.</summary>
    public static ImmutableArray<OperatorExample> All { get; } = [.. Convolutions(), .. Pointwise(), .. Shapes()];

    /// <summary>The example of a name.</summary>
    public static OperatorExample Of(string name) => All.Single(example => example.Name == name);

    /// <summary>Every name, for theories.</summary>
    public static IEnumerable<object[]> Names => All.Select(example => new object[] { example.Name });

    /// <summary>Lines of a graph; the last one is the node, and its results are the outputs.</summary>
    private static OperatorExample Example(string name, params string[] lines)
    {
        var results = lines[^1].Split(" = ")[0].Split(", ").Where(result => result != "_");
        var body = lines.Concat(results.Select(result => $"out {result}"));
        return new OperatorExample(name, $"graph @{name}\n{string.Join('\n', body.Select(line => $"  {line}"))}\n");
    }
}
