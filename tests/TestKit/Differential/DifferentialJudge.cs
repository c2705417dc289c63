using DepthCompress.GraphIR;
using DepthCompress.Passes;

namespace DepthCompress.TestKit;

/// <summary>Says of two networks whether they agree.</summary>
internal sealed class DifferentialJudge(IGraphExecutor executor)
{
    /// <summary>
    /// Inputs, the first among them, on which a suspicion has to be confirmed. The criterion errs once in 10,000 comparisons, and a campaign
    /// makes a million; an error that is more than rounding stays one beside the other inputs.
    /// </summary>
    private const int InputsToConfirm = 64;

    private const double LastPlacesOfOne = 1.0 / (1 << 20);

    /// <summary>Noise for a network, the same each time.</summary>
    public static ImmutableArray<Tensor> InputsOf(Graph network) => InputsOf(network, 1);

    /// <summary>Whether all agree, judged side by side; false also where one of them keeps the others from being judged.</summary>
    public bool AllPass(List<(int Seed, Graph Network, NetworkVariant Variant)> suspects)
    {
        var (before, after) = (new NetworkJoin(), new NetworkJoin());
        var inputs = new Dictionary<Graph, ImmutableArray<Tensor>>();
        foreach (var (_, _, variant) in suspects)
        {
            var values = variant.Pairs().ToList();
            before.Add(variant.Before, variant.Before, values.Select(pair => pair.Before));
            after.Add(variant.After, variant.Before, values.Select(pair => pair.After));
            inputs.TryAdd(variant.Before, InputsOf(variant.Before));
        }

        try
        {
            var report = new EquivalenceCheck(executor).Compare(before.ToGraph(), after.ToGraph(), [.. inputs.Values.SelectMany(tensors => tensors)]);
            return report.WhyNoReference is null && report.Passed;
        }
        catch (DiagnosticException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a variant, judged alone; null where nothing is.</summary>
    public DifferentialSuspicion? Judge(NetworkVariant variant)
    {
        var values = variant.Pairs().ToList();
        var before = WithOutputs(variant.Before, values.Select((pair, index) => new GraphOutput($"{index} {pair.Name}", pair.Before)));
        var after = WithOutputs(variant.After, values.Select((pair, index) => new GraphOutput($"{index} {pair.Name}", pair.After)));
        try
        {
            var report = Confirmed(variant.Factor, before, after, seed => InputsOf(before, seed));
            var wrong = Enumerable.Range(0, values.Count).Where(index => IsWrong(report.Outputs[index])).ToList();
            return wrong.Count > 0 && report.Failures.FirstOrDefault() is { } failure
                ? new DifferentialSuspicion(failure.Descriptor.Code, failure.Message, [.. wrong.Select(index => (values[index], report.Outputs[index]))])
                : null;
        }
        catch (DiagnosticException refusal)
        {
            return new DifferentialSuspicion("engine", refusal.Message, []);
        }
    }

    /// <summary>
    /// Whether every suspected value is right where both networks go on from the same values: those before it that both have, as the changed
    /// network computes them. Each of these is right itself, or suspected and judged here. What is apart then is not the change, but what
    /// the network makes of a rounding: it divides zero by zero, multiplies by a million, takes a root of what is left of a sum. Where a
    /// value is not finite in one network only, it also counts if the original's is not on some inputs.
    /// </summary>
    public bool IsAmplified(NetworkVariant variant, DifferentialSuspicion suspicion)
    {
        try
        {
            return !suspicion.Values.IsEmpty && suspicion.Values.All(suspect => (suspect.Verdict.Mismatch is not null && Overflows(variant.Before, suspect.Value.Before))
                || (NetworkPiece.Of(variant, suspect.Value) is var piece
                    && !Confirmed(variant.Factor, piece.Before, piece.After, seed => piece.InputsFrom(executor, InputsOf(variant.Before, seed)))
                        .Outputs.Any(IsWrong)));
        }
        catch (DiagnosticException)
        {
            return false;
        }
    }

    private VerificationReport Confirmed(double factor, Graph before, Graph after, Func<int, ImmutableArray<Tensor>> inputs)
    {
        var check = new EquivalenceCheck(executor) { Factor = factor };
        var report = check.Compare(before, after, inputs(1));
        return report.Passed ? report : check.Compare(before, after, [.. Enumerable.Range(1, InputsToConfirm).Select(inputs)]);
    }

    private static bool IsWrong(ValueVerdict verdict) => !verdict.IsEqual && !IsRoundedZero(verdict);

    /// <summary>Whether the original itself computes infinities or what is no number, on one of the inputs at least.</summary>
    private bool Overflows(Graph graph, Value value)
    {
        using var session = executor.Open(graph, [value]);
        return Enumerable.Range(1, InputsToConfirm).Any(seed =>
            session.Run(InputsOf(graph, seed).AsSpan())[0] is var result && result.Element.IsFloating() && !result.ToDoubles().All(double.IsFinite));
    }

    /// <summary>
    /// Zeros on all inputs have no last place and no error of their own: what sums of numbers near 1 leave of them, as those of a
    /// normalization and its shift, is judged by those numbers.
    /// </summary>
    private static bool IsRoundedZero(ValueVerdict verdict) =>
        verdict.Mismatch is null && double.IsPositiveInfinity(verdict.MaxRelative) && verdict.MaxAbsolute <= LastPlacesOfOne;

    /// <summary>Whether the engine runs a network.</summary>
    public bool Runs(Graph network) => WhyNot(network) is null;

    /// <summary>What the engine says of a network that it does not run; null where it does.</summary>
    public string? WhyNot(Graph network)
    {
        try
        {
            _ = executor.Run(network, InputsOf(network).AsSpan());
            return null;
        }
        catch (DiagnosticException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Equal, or as near as no arithmetic can tell: half a unit in the last place of the largest number.</summary>
    public static bool AreClose(Tensor right, Tensor judged)
    {
        if (right.Shape != judged.Shape || right.Element != judged.Element)
        {
            return false;
        }

        if (right.ContentEquals(judged))
        {
            return true;
        }

        if (right.Element is not (ElementType.Float32 or ElementType.Float16))
        {
            return false;
        }

        var (one, other) = (right.ToDoubles(), judged.ToDoubles());
        var scale = one.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        var unit = scale * Math.ScaleB(1, right.Element is ElementType.Float32 ? -24 : -11);
        return one.Zip(other).All(pair => pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= unit);
    }

    private static ImmutableArray<Tensor> InputsOf(Graph network, int seed) =>
        new RandomInputs { Seed = seed, Batch = NetworkDraft.Batch, Extent = 4 }.For(network);

    private static Graph WithOutputs(Graph graph, IEnumerable<GraphOutput> outputs) =>
        Graph.Create(graph.Name, graph.Inputs, graph.Nodes, [.. outputs], graph.Initializers);
}
