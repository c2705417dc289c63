using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Builds the latency table: every candidate and what it replaces, each in its context, through the probe. Networks of equal structure are measured once,
/// finished rows are in the store at once, and what the store has is not measured again.
/// </summary>
public sealed class LatencyProfiler(ILatencyProbe probe, ITableStore store, Graph graph, ImmutableArray<LayerChain> chains, ImmutableArray<Tensor> inputs)
{
    private const int NetworksAtOnce = 12;

    /// <summary>A candidate's two networks by signature.</summary>
    private sealed record Entry(Candidate Candidate, string Before, string After);

    private sealed record Pending(string Signature, string Description, LatencyRequest Request);

    /// <summary>How many networks would have to be measured for these candidates, and how many distinct ones there are.</summary>
    public (int Missing, int Distinct) Count(ImmutableArray<Candidate> candidates)
    {
        var pending = new OrderedDictionary<string, Pending>();
        _ = Entries(candidates, pending);
        return (pending.Keys.Count(signature => store.Find(KeyOf(signature)) is null), pending.Count);
    }

    /// <summary>The table; only missing rows are measured.</summary>
    public LatencyTable Run(ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var pending = new OrderedDictionary<string, Pending>();
        var whole = Add(pending, graph, inputs, "the whole network");
        var entries = Entries(candidates, pending);
        var missing = pending.Values.Where(item => store.Find(KeyOf(item.Signature)) is null).ToImmutableArray();
        var done = pending.Count - missing.Length;
        foreach (var group in missing.Chunk(NetworksAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new RunProgress(done, pending.Count, group[0].Description));
            var estimates = probe.Measure([.. group.Select(item => item.Request)], null, cancellation);
            foreach (var (item, estimate) in group.Zip(estimates))
            {
                store.Save(new LatencyRow(KeyOf(item.Signature), item.Description, estimate, DateTimeOffset.UtcNow));
            }

            done += group.Length;
        }

        progress?.Report(new RunProgress(pending.Count, pending.Count, "latency table complete"));
        var saved = entries.ToImmutableDictionary(entry => entry.Candidate, entry => Milliseconds(entry.Before) - Milliseconds(entry.After));
        return new LatencyTable(Milliseconds(whole), saved, probe.Machine);
    }

    private LatencyKey KeyOf(string signature) => new(signature, probe.Machine);

    /// <summary>The 10th percentile: what the machine can do when nothing disturbs it.</summary>
    private double Milliseconds(string signature) => store.Find(KeyOf(signature))!.Estimate.P10;

    private ImmutableArray<Entry> Entries(ImmutableArray<Candidate> candidates, OrderedDictionary<string, Pending> pending)
    {
        var shapes = new ValueShapes(graph, inputs);
        var entries = ImmutableArray.CreateBuilder<Entry>();
        foreach (var candidate in candidates)
        {
            var chain = chains[candidate.Chain];
            var realization = candidate is Candidate.Compose compose ? SegmentComposer.Compose(graph, chain, compose) : PlaceholderConvs.For(graph, chains, candidate);
            if (realization is null)
            {
                continue;
            }

            var (before, after) = CandidateContext.Of(graph, chains, candidate, realization);
            var around = CandidateContext.Around(chain, candidate.Segment);
            ImmutableArray<Tensor> local = [InputTensors.Random(ElementOf(chain.InputOf(around)), shapes.Of(chain.InputOf(around)), 1)];
            var text = CandidateText.Of(chain, candidate);
            entries.Add(new Entry(candidate, Add(pending, before, local, $"in place of {text}"), Add(pending, after, local, text)));
        }

        return entries.ToImmutable();
    }

    private ElementType ElementOf(Value value) => graph.TypeOf(value)!.Element;

    private static string Add(OrderedDictionary<string, Pending> pending, Graph network, ImmutableArray<Tensor> inputs, string description)
    {
        var signature = GraphSignature.Of(network, inputs);
        pending.TryAdd(signature, new Pending(signature, description, new LatencyRequest(network, inputs)));
        return signature;
    }
}
