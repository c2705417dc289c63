using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Compares two networks by running them. The unit of the judgement is the original's own rounding error, found by computing the original
/// in double precision (<see cref="DoubleReference"/>); where that is impossible, by rounding its inputs at random.
/// </summary>
public sealed class EquivalenceCheck(IGraphExecutor executor)
{
    private const string ReferenceDisagrees = "the network and its form in double precision differ by more than rounding";

    /// <summary>
    /// How many times the original's own error a result may be off. Where few numbers are compared chance alone allows more.
    /// </summary>
    public double Factor { get; init; } = 2;

    /// <summary>The wish to stop.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Compares the outputs, by name.</summary>
    /// <param name="original">What is right.</param>
    /// <param name="changed">What is to be judged.</param>
    /// <param name="inputs">One tensor per input of the original, for each run.</param>
    /// <exception cref="DiagnosticException">Inputs or outputs have other names, or the engine refuses a network.</exception>
    public VerificationReport Compare(Graph original, Graph changed, params ReadOnlySpan<ImmutableArray<Tensor>> inputs)
    {
        var outputs = ImmutableArray.CreateBuilder<(string, Value, Value)>();
        foreach (var output in original.Outputs)
        {
            outputs.Add((output.Name, output.Value, changed.Outputs.FirstOrDefault(other => other.Name == output.Name).Value
                ?? throw DiagnosticCatalog.NotComparable.Error(null, $"only the original has an output '{output.Name}'")));
        }

        return Compare(original, changed, outputs.ToImmutable(), [.. inputs]);
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
        using var first = executor.Open(original, fetched);
        using var second = executor.Open(changed, [.. values.Select(value => value.Changed)]);
        using var reference = new DoubleReference(executor, original, fetched);
        var runs = new List<Run>();
        foreach (var run in inputs)
        {
            Cancellation.ThrowIfCancellationRequested();
            runs.Add(new Run(run, first.Run(run.AsSpan()), second.Run([.. order.Select(index => run[index])])));
        }

        var comparisons = AgainstReference(values, runs, reference);
        var whyNot = reference.WhyNot ?? (comparisons.All(comparison => comparison.IsPlausible) ? null : ReferenceDisagrees);
        if (whyNot is not null)
        {
            comparisons = AgainstResponse(values, runs, first);
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

    private ValueComparison[] AgainstReference(ImmutableArray<(string Name, Value, Value)> values, List<Run> runs,
        DoubleReference reference)
    {
        var comparisons = values.Select(value => new ValueComparison(value.Name)).ToArray();
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
    /// Every number of the inputs moved to one of its neighbours: what a network does to that, it does to its own roundings as well.
    /// </summary>
    private static ValueComparison[] AgainstResponse(
        ImmutableArray<(string Name, Value, Value)> values, List<Run> runs, IGraphSession original)
    {
        var comparisons = values.Select(value => new ValueComparison(value.Name)).ToArray();
        var random = new SeededData(runs.Count);
        foreach (var (inputs, right, judged) in runs)
        {
            var disturbed = original.Run(
                [.. inputs.Select(input => input.Element is ElementType.Float32 ? Disturbed(input, random) : input)]);
            for (var i = 0; i < comparisons.Length; i++)
            {
                comparisons[i].Add(right[i], judged[i], null);
                comparisons[i].AddOwnError(right[i], disturbed[i]);
            }
        }

        return comparisons;
    }

    private static Tensor Disturbed(Tensor input, SeededData random) => Tensor.Build<float>(input.Shape, target =>
    {
        var source = input.AsSpan<float>();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = random.Next(2) == 0 ? MathF.BitDecrement(source[i]) : MathF.BitIncrement(source[i]);
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
