using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Builds the latency table: every candidate and what it replaces, each in its context, through the probe. Networks of equal structure are
/// measured once, finished rows are in the store at once, and what the store has is not measured again, unless an earlier run doubted it.
/// </summary>
/// <remarks>
/// Of a network that is to be measured only the signature is kept; it is made again when its turn comes. The composed kernels of hundreds
/// of long segments do not fit into memory together, and most of them share few signatures.
/// </remarks>
public sealed partial class LatencyProfiler(
    ILatencyProbe probe, ITableStore store, Graph graph, ImmutableArray<LayerChain> chains, ImmutableArray<Tensor> inputs)
{
    private readonly ValueShapes shapes = new(graph, inputs);

    /// <summary>Waits for the turn of this process to measure a few networks; null where nobody else measures.</summary>
    public Func<CancellationToken, IDisposable>? Turn { get; init; }

    /// <summary>A candidate's two networks by signature.</summary>
    private sealed record Entry(Candidate Candidate, string Before, string After);

    /// <summary>How many networks would have to be measured for these candidates, and how many distinct ones there are.</summary>
    public (int Missing, int Distinct) Count(ImmutableArray<Candidate> candidates)
    {
        var pending = new OrderedDictionary<string, UnmeasuredNetwork>();
        _ = Entries(candidates, pending);
        return (pending.Keys.Count(signature => store.Find(KeyOf(signature)) is null), pending.Count);
    }

    /// <summary>As much of the table as the store has; nothing is measured. Null where the whole network is not there.</summary>
    public LatencyTable? Known(ImmutableArray<Candidate> candidates)
    {
        var pending = new OrderedDictionary<string, UnmeasuredNetwork>();
        var whole = Whole(pending);
        return store.Find(KeyOf(whole)) is null ? null : TableOf(whole, Entries(candidates, pending)
            .Where(entry => store.Find(KeyOf(entry.Before)) is not null && store.Find(KeyOf(entry.After)) is not null));
    }

    /// <summary>The table; only missing rows are measured, and those that an earlier run doubted.</summary>
    public LatencyTable Run(ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var pending = new OrderedDictionary<string, UnmeasuredNetwork>();
        var whole = Whole(pending);
        var entries = Entries(candidates, pending, cancellation);
        var doubted = Doubted(pending.Values);
        var rounds = new LatencyRounds(probe, store) { Turn = Turn };
        rounds.Run([.. pending.Values], progress, cancellation);
        MeasureAnew(rounds, doubted, progress, pending.Count, cancellation);
        var total = pending.Count + doubted.Length;
        progress?.Report(new RunProgress(total, total, Anew > 0 ? $"{Anew} noisy rows measured anew" : "latency table complete"));
        (usedWhole, usedEntries) = (whole, entries);
        return TableOf(whole, entries);
    }

    /// <summary>Every network of the table, the whole one first; each is made when it is asked for.</summary>
    public ImmutableArray<UnmeasuredNetwork> Networks(ImmutableArray<Candidate> candidates, CancellationToken cancellation = default)
    {
        var pending = new OrderedDictionary<string, UnmeasuredNetwork>();
        _ = Whole(pending);
        _ = Entries(candidates, pending, cancellation);
        return [.. pending.Values];
    }

    private LatencyTable TableOf(string whole, IEnumerable<Entry> entries)
    {
        ImmutableArray<Entry> all = [.. entries];
        return new LatencyTable(
            Milliseconds(whole),
            all.ToImmutableDictionary(entry => entry.Candidate, entry => Milliseconds(entry.Before) - Milliseconds(entry.After)),
            probe.Machine)
        {
            Anew = KeysOf(whole, all).Sum(doubts.TriesOf),
        };
    }

    private LatencyKey KeyOf(string signature) => new(signature, probe.Machine);

    /// <summary>The 10th percentile: what the machine can do when nothing disturbs it.</summary>
    private double Milliseconds(string signature) => store.Find(KeyOf(signature))!.Estimate.P10;

    private string Whole(OrderedDictionary<string, UnmeasuredNetwork> pending)
    {
        var signature = GraphSignature.Of(graph, inputs);
        pending.TryAdd(signature, new UnmeasuredNetwork(signature, "the whole network", () => new LatencyRequest(graph, inputs)));
        return signature;
    }

    private ImmutableArray<Entry> Entries(
        ImmutableArray<Candidate> candidates, OrderedDictionary<string, UnmeasuredNetwork> pending, CancellationToken cancellation = default)
    {
        var entries = ImmutableArray.CreateBuilder<Entry>();
        foreach (var candidate in candidates)
        {
            cancellation.ThrowIfCancellationRequested();
            if (NetworksOf(candidate) is not var (before, after))
            {
                continue;
            }

            var text = CandidateText.Of(chains[candidate.Chain], candidate);
            entries.Add(new Entry(
                candidate,
                Add(
                    pending,
                    GraphSignature.Of(before, LocalTypes(candidate, before)),
                    $"in place of {text}",
                    () => new LatencyRequest(before, Local(candidate, before))),
                Add(pending, GraphSignature.Of(after, LocalTypes(candidate, after)), text, () => Again(candidate))));
        }

        return entries.ToImmutable();
    }

    /// <summary>The candidate's context as it is, which shares its weights with the network, and with the candidate in it.</summary>
    private (Graph Before, Graph After)? NetworksOf(Candidate candidate)
    {
        var realization = candidate is Candidate.Compose compose
            ? SegmentComposer.Compose(graph, chains[candidate.Chain], compose)
            : PlaceholderConvs.For(graph, chains, candidate);
        return realization is null ? null : CandidateContext.Of(graph, chains, candidate, realization);
    }

    private LatencyRequest Again(Candidate candidate)
    {
        var after = NetworksOf(candidate)!.Value.After;
        return new LatencyRequest(after, Local(candidate, after));
    }

    /// <summary>What a segment adds from outside is computed in its context, from the network's own inputs.</summary>
    private IEnumerable<Tensor> OuterOf(Graph part) => part.Inputs.Skip(1).Select(outer => inputs[graph.Inputs.IndexOf(outer)]);

    private ImmutableArray<Tensor> Local(Candidate candidate, Graph part)
    {
        var input = LocalInput(candidate);
        return [InputTensors.Random(graph.TypeOf(input)!.Element, shapes.Of(input), 1), .. OuterOf(part)];
    }

    private ImmutableArray<TensorType> LocalTypes(Candidate candidate, Graph part)
    {
        var input = LocalInput(candidate);
        return [new TensorType(graph.TypeOf(input)!.Element, Shape.Of(shapes.Of(input))), .. OuterOf(part).Select(outer => outer.Type)];
    }

    private Value LocalInput(Candidate candidate)
    {
        var chain = chains[candidate.Chain];
        return chain.InputOf(CandidateContext.Around(chain, candidate.Segment));
    }

    private static string Add(OrderedDictionary<string, UnmeasuredNetwork> pending, string signature, string description, Func<LatencyRequest> make)
    {
        pending.TryAdd(signature, new UnmeasuredNetwork(signature, description, make));
        return signature;
    }
}
