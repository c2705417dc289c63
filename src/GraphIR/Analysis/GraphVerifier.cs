namespace DepthCompress.GraphIR;

/// <summary>
/// The seven invariants of a graph. Whatever breaks one is our mistake: readers refuse such files, passes never make such graphs.
/// </summary>
public static class GraphVerifier
{
    /// <summary>What is wrong with a graph by itself; empty for a sound one.</summary>
    public static ImmutableArray<Diagnostic> Verify(Graph graph) =>
        // Types are derived facts, which only a graph that holds together has.
        VerifyStructure(graph) is { IsEmpty: false } problems ? problems : VerifyTypes(graph);

    /// <summary>What is wrong with how values are computed, read and named.</summary>
    public static ImmutableArray<Diagnostic> VerifyStructure(Graph graph)
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var defined = CheckDefinitions(graph, problems);
        CheckReads(graph, defined, problems);
        CheckNames(graph, problems);
        if (problems.Count == 0)
        {
            CheckNeeded(graph, problems);
        }

        return problems.ToImmutable();
    }

    /// <summary>Where types contradict each other: operands of an operator, and what the file declares of an output.</summary>
    public static ImmutableArray<Diagnostic> VerifyTypes(Graph graph)
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        problems.AddRange(graph.TypeProblems.Select(found => Broken(found.Node, found.Problem)));
        foreach (var output in graph.Outputs.Where(output => IsContradicted(graph, output.Value)))
        {
            problems.Add(Broken(null, $"output '{output.Name}' is declared {output.Value.Declared} and is {graph.TypeOf(output.Value)}"));
        }

        return problems.ToImmutable();
    }

    /// <summary>Whether a value is of another type than the file declares.</summary>
    internal static bool IsContradicted(Graph graph, Value value) =>
        value.Declared is { } declared && graph.TypeOf(value) is { } derived && !Agree(declared, derived, strict: false);

    /// <summary>What a rewrite changed that no rewrite may: the interface of the network, symbolic axes included.</summary>
    public static ImmutableArray<Diagnostic> VerifyInterface(Graph before, Graph after)
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        if (!before.Inputs.SequenceEqual(after.Inputs))
        {
            problems.Add(Broken(null, $"the inputs were {Listed(before.Inputs)} and are {Listed(after.Inputs)}"));
        }

        if (!before.Outputs.Select(output => output.Name).SequenceEqual(after.Outputs.Select(output => output.Name)))
        {
            problems.Add(Broken(null, $"the outputs were {Listed(before.Outputs)} and are {Listed(after.Outputs)}"));
            return problems.ToImmutable();
        }

        foreach (var (old, now) in before.Outputs.Zip(after.Outputs))
        {
            if (before.TypeOf(old.Value) is { } was && after.TypeOf(now.Value) is { } type && !Agree(was, type, strict: true))
            {
                problems.Add(Broken(null, $"output '{old.Name}' was {was} and is {type}"));
            }
        }

        return problems.ToImmutable();
    }

    private static HashSet<Value> CheckDefinitions(Graph graph, ImmutableArray<Diagnostic>.Builder problems)
    {
        var defined = new HashSet<Value>();
        foreach (var value in graph.Inputs.Concat(graph.Initializers.Keys))
        {
            if (!defined.Add(value))
            {
                problems.Add(Broken(null, $"{value} is an input or a constant twice"));
            }
        }

        foreach (var node in graph.Nodes)
        {
            foreach (var value in node.Outputs.Where(value => !defined.Add(value)))
            {
                problems.Add(Broken(node, $"{value} is defined a second time"));
            }
        }

        return defined;
    }

    private static void CheckReads(Graph graph, HashSet<Value> defined, ImmutableArray<Diagnostic>.Builder problems)
    {
        var above = graph.Inputs.Concat(graph.Initializers.Keys).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            foreach (var value in node.Inputs.OfType<Value>().Where(value => !above.Contains(value)))
            {
                var when = defined.Contains(value) ? "before it is computed" : "and defined nowhere";
                problems.Add(Broken(node, $"{value} is read {when}"));
            }

            above.UnionWith(node.Outputs);
        }

        foreach (var output in graph.Outputs.Where(output => !defined.Contains(output.Value)))
        {
            problems.Add(Broken(null, $"output '{output.Name}' is {output.Value}, which is defined nowhere"));
        }
    }

    private static void CheckNames(Graph graph, ImmutableArray<Diagnostic>.Builder problems)
    {
        var names = new HashSet<string>();
        foreach (var node in graph.Nodes.Where(node => !names.Add(node.Name)))
        {
            problems.Add(Broken(node, "another node bears the same name"));
        }

        var outputs = new HashSet<string>();
        foreach (var output in graph.Outputs.Where(output => !outputs.Add(output.Name)))
        {
            problems.Add(Broken(null, $"two outputs are called '{output.Name}'"));
        }
    }

    private static void CheckNeeded(Graph graph, ImmutableArray<Diagnostic>.Builder problems)
    {
        var needed = graph.Outputs.Select(output => output.Value).ToHashSet();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(needed.Contains))
            {
                problems.Add(Broken(node, "no output needs it"));
            }

            needed.UnionWith(node.Inputs.OfType<Value>());
        }
    }

    /// <summary>
    /// Files declare names for axes as they like, so a declared name contradicts nothing; between two graphs of ours (strict) it must stay.
    /// </summary>
    private static bool Agree(TensorType one, TensorType other, bool strict) =>
        one.Element == other.Element && one.Shape.Count == other.Shape.Count
        && one.Shape.Zip(other.Shape).All(axes => axes.First == axes.Second || axes.First == Dim.Unknown || axes.Second == Dim.Unknown
            || (!strict && !(axes.First.IsKnown && axes.Second.IsKnown)));

    private static string Listed<T>(IEnumerable<T> items) =>
        string.Join(", ", items.Select(item => item is GraphOutput output ? output.Name : $"{item}"));

    private static Diagnostic Broken(Node? node, string problem) => DiagnosticCatalog.BrokenGraph.At(node?.Name, problem);
}
