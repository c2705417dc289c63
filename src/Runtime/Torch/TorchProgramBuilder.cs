using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Torch;

/// <summary>Lays the values of a graph out into slots: those needed, each given back behind its last reader.</summary>
internal sealed class TorchProgramBuilder(Graph graph, ImmutableArray<Value> fetch, ImmutableArray<GatedUnit> units)
{
    private readonly Dictionary<Value, (Value Linear, int Unit)> gated = units
        .SelectMany((unit, index) => unit.Sites.Select(site => (site.Output, Gate: (site.Linear, index)))).ToDictionary(pair => pair.Output, pair => pair.Gate);

    private readonly Dictionary<Value, int> slots = [];
    private readonly HashSet<int> borrowed = [];
    private int count;

    /// <summary>How many slots there are.</summary>
    internal int SlotCount => count;

    /// <summary>The constants that are read, and where they belong.</summary>
    internal ImmutableArray<(Value Value, int Slot)> Constants { get; private set; } = [];

    /// <summary>The slots of the inputs; −1 where nobody reads one.</summary>
    internal ImmutableArray<int> Inputs { get; private set; } = [];

    /// <summary>The slots of the units' gates.</summary>
    internal ImmutableArray<int> Gates { get; private set; } = [];

    /// <summary>The slots of what is fetched, and whether somebody else owns the tensor there.</summary>
    internal ImmutableArray<(int Slot, bool IsBorrowed)> Fetched { get; private set; } = [];

    /// <summary>The steps.</summary>
    /// <exception cref="DiagnosticException">A node cannot be trained through.</exception>
    internal ImmutableArray<TorchStep> Build()
    {
        var nodes = Needed();
        var read = nodes.SelectMany(node => node.Inputs).OfType<Value>().Concat(fetch).ToHashSet();
        Inputs = [.. graph.Inputs.Select(input => read.Contains(input) ? Borrow(input) : -1)];
        Constants =
        [
            .. read.Where(value => TorchParameters.IsConstant(graph, value) && !slots.ContainsKey(value)).Select(value => (value, Borrow(value))),
        ];
        Gates = [.. units.Select(_ => Borrow())];
        var steps = new List<TorchStep>();
        foreach (var node in nodes.Where(node => node.Op is not Constant))
        {
            Add(steps, node);
        }

        Fetch();
        return Releasing(steps);
    }

    /// <summary>The nodes that lead to what is fetched, in their order.</summary>
    private List<Node> Needed()
    {
        var wanted = fetch.ToHashSet();
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(wanted.Contains))
            {
                nodes.Add(node);
                wanted.UnionWith(node.Inputs.OfType<Value>());
            }
        }

        nodes.Reverse();
        return nodes;
    }

    private void Add(List<TorchStep> steps, Node node)
    {
        var lowered = TorchLowering.Of(graph, node);
        if (lowered.Problem is { } problem)
        {
            throw DiagnosticCatalog.TrainingThroughNode.Error(null, node.Name, node.Op.OpType, problem);
        }

        ImmutableArray<int> operands = [.. node.Inputs.Select(input => input is null ? -1 : slots[input])];
        if (ReferenceEquals(lowered, Lowered.Same))
        {
            slots[node.Output] = operands[0];
        }
        else
        {
            steps.Add(new TorchStep(node, lowered, operands, [.. node.Outputs.Select(output => slots[output] = count++)], []));
        }

        // Whoever reads the activation reads what its gate lets through.
        if (gated.TryGetValue(node.Outputs[0], out var gate))
        {
            ImmutableArray<int> read = [slots[node.Output], slots[gate.Linear], Gates[gate.Unit]];
            steps.Add(new TorchStep(node, TorchGates.Between, read, [slots[node.Output] = count++], []));
        }
    }

    private void Fetch()
    {
        var seen = new HashSet<int>();
        var fetched = ImmutableArray.CreateBuilder<(int, bool)>();
        foreach (var value in fetch)
        {
            var slot = slots.TryGetValue(value, out var found) ? found
                : throw new CompilerBugException($"{value} is no value of '{graph.Name}' that could be fetched");

            // What is fetched twice is owned by the first.
            fetched.Add((slot, borrowed.Contains(slot) || !seen.Add(slot)));
        }

        Fetched = fetched.ToImmutable();
    }

    private ImmutableArray<TorchStep> Releasing(List<TorchStep> steps)
    {
        var last = new Dictionary<int, int>();
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var slot in steps[i].Operands.Concat(steps[i].Results))
            {
                last[slot] = i;
            }
        }

        var kept = Fetched.Select(entry => entry.Slot).Concat(borrowed).Append(-1).ToHashSet();
        var release = last.Where(entry => !kept.Contains(entry.Key)).ToLookup(entry => entry.Value, entry => entry.Key);
        return [.. steps.Select((step, i) => step with { Release = [.. release[i]] })];
    }

    private int Borrow(Value value) => slots[value] = Borrow();

    private int Borrow()
    {
        borrowed.Add(count);
        return count++;
    }
}
