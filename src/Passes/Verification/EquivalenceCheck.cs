using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Compares two networks by running them. The unit of the judgement is the original's own rounding error, found by computing the original
/// in double precision (<see cref="DoubleReference"/>); where that is impossible, by rounding its inputs and weights at random.
/// </summary>
public sealed class EquivalenceCheck(IGraphExecutor executor)
{
    private const int MostDisturbed = 1 << 20;

    private const string ReferenceDisagrees = "the network and its form in double precision differ by more than rounding";

    /// <summary>How many times as badly as the original the changed network may round.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>
    /// Bytes of constants up to which networks run as a whole. Of larger ones the heaviest nodes that are the same in both do not run (<see
    /// cref="TouchedParts"/>), so that the memory of a proof does not depend on weights that nobody touched.
    /// </summary>
    public long WeightLimit { get; init; } = 1 << 27;

    /// <summary>Bytes of constants beyond which such nodes are left out of larger networks, the heaviest first.</summary>
    public long WeightsLeft { get; init; } = 1 << 24;

    /// <summary>The wish to stop.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Compares the outputs, by name. What large networks have in common does not run; where they are refused so, they run as a whole, for a
    /// rewrite may rest on what only the nodes left out know.
    /// </summary>
    /// <param name="original">What is right.</param>
    /// <param name="changed">What is to be judged.</param>
    /// <param name="inputs">One tensor per input of the original, for each run.</param>
    /// <exception cref="DiagnosticException">Inputs or outputs have other names, or the engine refuses a network.</exception>
    public VerificationReport Compare(Graph original, Graph changed, params ReadOnlySpan<ImmutableArray<Tensor>> inputs)
    {
        var outputs = Outputs(original, changed);
        ImmutableArray<ImmutableArray<Tensor>> runs = [.. inputs];
        return !ReferenceEquals(original, changed) && OfTouchedParts(original, changed, runs) is { Passed: true } report
            ? report
            : Compare(original, changed, outputs, runs);
    }

    /// <summary>The judgement without what large networks have in common; null where nothing can be left out.</summary>
    internal VerificationReport? OfTouchedParts(Graph original, Graph changed, ImmutableArray<ImmutableArray<Tensor>> runs)
    {
        ImmutableArray<TensorType> types = [.. runs[0].Select(input => input.Type)];
        if (runs.Any(run => !run.Select(input => input.Type).SequenceEqual(types))
            || TouchedParts.Of(original, changed, types, WeightLimit, WeightsLeft) is not { } parts)
        {
            return null;
        }

        return Compare(parts.Original, parts.Changed, Outputs(parts.Original, parts.Changed), [.. runs.Select(parts.InputsFor)]) with
        {
            NodesLeftOut = parts.NodesLeftOut,
            BytesLeftOut = parts.BytesLeftOut,
        };
    }

    private static ImmutableArray<(string, Value, Value)> Outputs(Graph original, Graph changed)
    {
        var named = changed.Outputs.DistinctBy(output => output.Name).ToDictionary(output => output.Name, output => output.Value);
        return [.. original.Outputs.Select(output => (output.Name, output.Value, named.GetValueOrDefault(output.Name)
            ?? throw DiagnosticCatalog.NotComparable.Error(null, $"only the original has an output '{output.Name}'")))];
    }

    /// <summary>Compares any values, such as all that both networks compute.</summary>
    internal VerificationReport Compare(
        Graph original,
        Graph changed,
        ImmutableArray<(string Name, Value Original, Value Changed)> values,
        ImmutableArray<ImmutableArray<Tensor>> inputs)
    {
        if (ReferenceEquals(original, changed))
        {
            var untouched = values.Select(value => new ValueComparison(value.Name).Judge(Factor));
            return new VerificationReport { Outputs = [.. untouched], Runs = 0, Factor = Factor, SinglePrecision = [] };
        }

        var order = InputOrder(original, changed);
        ImmutableArray<Value> fetched = [.. values.Select(value => value.Original)];
        var right = RunAll(original, fetched, inputs);
        var judged = RunAll(changed, [.. values.Select(value => value.Changed)],
            [.. inputs.Select(run => order.Select(index => run[index]).ToImmutableArray())]);
        var runs = inputs.Select((run, index) => new Run(run, right[index], judged[index])).ToList();
        using var reference = new DoubleReference(executor, original, fetched);
        var coarsest = Precision.Coarsest(original);
        ImmutableArray<ValueComparison> Fresh() => [.. values.Select(value => new ValueComparison(value.Name, coarsest.GetValueOrDefault(value.Original)))];
        var comparisons = AgainstReference(Fresh(), runs, reference);
        var whyNot = reference.WhyNot ?? (comparisons.All(comparison => comparison.IsPlausible) ? null : ReferenceDisagrees);
        if (whyNot is not null)
        {
            comparisons = AgainstResponse(Fresh(), runs, RunAll(Disturbed(original), fetched, [.. inputs.Select(Disturbed)]));
        }
        else if (!reference.SinglePrecision.IsEmpty && comparisons.Any(comparison => !comparison.Judge(Factor).IsEqual))
        {
            // What the reference computes in single precision it rounds as the original does, and hides its error.
            AddResponse(comparisons, runs, RunAll(Disturbed(original), fetched, [.. inputs.Select(Disturbed)]));
        }

        return new VerificationReport
        {
            Outputs = [.. comparisons.Select(comparison => comparison.Judge(Factor))],
            Runs = runs.Count,
            Factor = Factor,
            SinglePrecision = whyNot is null ? reference.SinglePrecision : [],
            WhyNoReference = whyNot,
        };
    }

    private ImmutableArray<ValueComparison> AgainstReference(ImmutableArray<ValueComparison> comparisons, List<Run> runs, DoubleReference reference)
    {
        foreach (var (inputs, right, judged) in runs)
        {
            Cancellation.ThrowIfCancellationRequested();
            var exact = reference.Run(inputs);
            for (var i = 0; i < comparisons.Length; i++)
            {
                comparisons[i].Add(right[i], judged[i], exact[i]);
            }
        }

        return comparisons;
    }

    /// <summary>
    /// Every number of the inputs and weights moved to one of its neighbours: what a network does to that, it does to its own roundings as
    /// well.
    /// </summary>
    private static ImmutableArray<ValueComparison> AgainstResponse(
        ImmutableArray<ValueComparison> comparisons, List<Run> runs, ImmutableArray<ImmutableArray<Tensor>> disturbed)
    {
        foreach (var run in runs)
        {
            for (var i = 0; i < comparisons.Length; i++)
            {
                comparisons[i].Add(run.Right[i], run.Judged[i], null);
            }
        }

        AddResponse(comparisons, runs, disturbed);
        return comparisons;
    }

    private static void AddResponse(
        ImmutableArray<ValueComparison> comparisons, List<Run> runs, ImmutableArray<ImmutableArray<Tensor>> disturbed)
    {
        foreach (var (run, response) in runs.Zip(disturbed))
        {
            for (var i = 0; i < comparisons.Length; i++)
            {
                comparisons[i].AddOwnError(run.Right[i], response[i]);
            }
        }
    }

    /// <summary>The values of every run. The session is closed before the next one is opened: each holds a copy of the weights.</summary>
    private ImmutableArray<ImmutableArray<Tensor>> RunAll(
        Graph graph, ImmutableArray<Value> fetched, ImmutableArray<ImmutableArray<Tensor>> inputs)
    {
        using var session = executor.Open(TakesShapes(graph, inputs) ? graph
            : graph.WithInputTypes([.. inputs[0].Select(input => input.Type)]), fetched);
        var results = ImmutableArray.CreateBuilder<ImmutableArray<Tensor>>();
        foreach (var run in inputs)
        {
            Cancellation.ThrowIfCancellationRequested();
            results.Add(session.Run(run.AsSpan()));
        }

        return results.ToImmutable();
    }

    /// <summary>Whether the inputs have the sizes that the network states.</summary>
    private static bool TakesShapes(Graph graph, ImmutableArray<ImmutableArray<Tensor>> inputs) =>
        graph.Inputs.Zip(inputs[0]).All(pair => graph.TypeOf(pair.First) is not { } type || type.Shape.Count != pair.Second.Shape.Count
            || type.Shape.Zip(pair.Second.Shape).All(axes => !axes.First.IsKnown || axes.First.Size == axes.Second));

    /// <summary>The network with other weights. The largest ones stay: a network is not held in memory twice for this.</summary>
    private static Graph Disturbed(Graph graph)
    {
        var random = new SeededData(graph.Nodes.Length);
        var initializers = new OrderedDictionary<Value, Tensor>(graph.Initializers);
        foreach (var (value, tensor) in graph.Initializers)
        {
            if (tensor.Element is ElementType.Float32 && tensor.Count <= MostDisturbed)
            {
                initializers[value] = Disturbed(tensor, random);
            }
        }

        return Graph.Create(graph.Name, graph.Inputs, graph.Nodes, graph.Outputs, initializers);
    }

    private static ImmutableArray<Tensor> Disturbed(ImmutableArray<Tensor> inputs)
    {
        var random = new SeededData(inputs.Length);
        return [.. inputs.Select(input => input.Element is ElementType.Float32 ? Disturbed(input, random) : input)];
    }

    private static Tensor Disturbed(Tensor input, SeededData random) => Tensor.Build<float>(input.Shape, target =>
    {
        var source = input.AsSpan<float>();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = !float.IsFinite(source[i]) ? source[i]
                : random.Next(2) == 0 ? MathF.BitDecrement(source[i]) : MathF.BitIncrement(source[i]);
        }
    });

    /// <summary>For every input of the changed network, its place among the original's.</summary>
    private static ImmutableArray<int> InputOrder(Graph original, Graph changed)
    {
        var names = original.Inputs.Select(original.NameOf).ToList();
        return [.. changed.Inputs.Select(input => names.IndexOf(changed.NameOf(input)) is >= 0 and var index
            ? index
            : throw DiagnosticCatalog.NotComparable.Error(null, $"only the changed network has an input '{changed.NameOf(input)}'"))];
    }

    /// <summary>What went into both networks and what came out of them.</summary>
    private readonly record struct Run(ImmutableArray<Tensor> Inputs, ImmutableArray<Tensor> Right, ImmutableArray<Tensor> Judged);
}
