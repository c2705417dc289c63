using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;
using DepthCompress.Passes.Verification;

namespace DepthCompress.TestKit;

/// <summary>
/// Random plans. Composed segments must have their certificates, and compute what the relaxed network computes; of fitted ones the parts
/// that depend on no segment must stay as they were.
/// </summary>
internal sealed class PlanVariants(IGraphExecutor? executor)
{
    /// <summary>A merged kernel gathers the products of all its parts in one sum, which counts as more rounding than a fold.</summary>
    private const double Factor = 4;

    private static readonly CandidateOptions All = new()
    {
        Families = CandidateOptions.AllFamilies,
        Kernels = [1, 2, 3],
        MostWork = 20,
        Ranks = [0.5],
        RankAlign = 1,
    };

    /// <summary>Does it to a network without normalization; null where no segment offers itself.</summary>
    public NetworkVariant? Make(string name, string what, int seed, Graph graph)
    {
        var context = new PassContext(new DiagnosticSink(), executor);
        var chains = ChainAnalysis.Run(graph);
        var options = what switch
        {
            "plan" => All,
            "identity" => All with { Families = ["identity"] },
            _ => All with { Families = ["compose"] },
        };
        if (chains.IsEmpty || Choose([.. new CandidateEnumerator(graph, options).Enumerate(chains)], seed) is not { IsEmpty: false } chosen)
        {
            return null;
        }

        return what switch
        {
            "relax" => Relaxed(name, graph, chains, chosen, context),
            "compose" => Composed(name, graph, chains, chosen, context),
            "identity" => Kept(name, graph, CandidateRewriter.Apply(graph, chains, chosen.Select(candidate => new Realization(candidate, []))), chains, chosen),
            _ => Realized(name, graph, chains, chosen),
        };
    }

    /// <summary>Candidates that do not overlap, in random order, until none is left.</summary>
    private static ImmutableArray<Candidate> Choose(ImmutableArray<Candidate> candidates, int seed)
    {
        var random = new Random(seed);
        var chosen = new List<Candidate>();
        foreach (var candidate in candidates.OrderBy(_ => random.Next()))
        {
            if (chosen.Count < 4 && !chosen.Any(other => other.Chain == candidate.Chain
                && other.Segment.Start < candidate.Segment.End && candidate.Segment.Start < other.Segment.End))
            {
                chosen.Add(candidate);
            }
        }

        return [.. chosen.OrderBy(candidate => candidate.Chain).ThenBy(candidate => candidate.Segment.Start)];
    }

    /// <summary>The relaxed network, as training would see it, against the same merged; both with certificates.</summary>
    private static NetworkVariant? Relaxed(
        string name, Graph graph, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen, PassContext context)
    {
        var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, chosen.OfType<Candidate.Compose>(), context);
        if (segments.IsEmpty)
        {
            return null;
        }

        var (merged, certificates) = SegmentRelaxer.Merge(relaxed, segments, context);
        return certificates.All(certificate => certificate.Holds)
            ? new NetworkVariant(name, relaxed, merged, Factor)
            : throw new CompilerBugException("a certificate does not hold");
    }

    /// <summary>The relaxed network against what is composed without training.</summary>
    private static NetworkVariant? Composed(
        string name, Graph graph, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen, PassContext context)
    {
        var compositions = chosen.OfType<Candidate.Compose>()
            .Where(candidate => SegmentComposer.Compose(graph, chains[candidate.Chain], candidate) is not null).ToImmutableArray();
        var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, compositions, context);
        if (segments.IsEmpty)
        {
            return null;
        }

        var done = segments.Select(segment => segment.Candidate).ToImmutableArray();
        var after = CandidateRewriter.Apply(graph, chains, done.Select(candidate => SegmentComposer.Compose(graph, chains[candidate.Chain], candidate)!));
        _ = CompositionProof.Of(graph, after, chains, done);
        return new NetworkVariant(name, relaxed, after, Factor);
    }

    private NetworkVariant? Realized(string name, Graph graph, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen)
    {
        var possible = chosen.Where(candidate => candidate is not Candidate.Compose compose
            || SegmentComposer.Compose(graph, chains[compose.Chain], compose) is not null).ToImmutableArray();
        if (possible.IsEmpty || executor is null)
        {
            return null;
        }

        var batches = Enumerable.Range(1, 2).Select(seed => new CalibrationBatch(new RandomInputs { Seed = seed, Batch = NetworkDraft.Batch }.For(graph)));
        try
        {
            var realized = new PlanRealizer(executor, new FitOptions()).Realize(graph, chains, possible, new CalibrationSet([.. batches], "noise"));
            return Kept(name, graph, realized, chains, possible);
        }
        catch (DiagnosticException refusal) when (refusal.Diagnostic.Descriptor == DiagnosticCatalog.ActivationsNotFinite)
        {
            // Noise overflows in some networks; nothing can be fitted to that.
            return null;
        }
    }

    /// <summary>What depends on none of the segments is compared; what does must have the same type.</summary>
    private static NetworkVariant Kept(
        string name, Graph before, Graph after, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen)
    {
        if (GraphVerifier.VerifyInterface(before, after) is [var first, ..])
        {
            throw new CompilerBugException(first.Message);
        }

        var touched = chosen.SelectMany(candidate => chains[candidate.Chain].NodesOf(candidate.Segment)).ToHashSet();
        var changed = new HashSet<Value>();
        foreach (var node in before.Nodes)
        {
            if (touched.Contains(node) || node.Inputs.OfType<Value>().Any(changed.Contains))
            {
                changed.UnionWith(node.Outputs);
            }
        }

        var computed = after.Nodes.SelectMany(node => node.Outputs).ToHashSet();
        return new NetworkVariant(name, before, after)
        {
            Shared = [.. before.Nodes.SelectMany(node => node.Outputs).Where(value => !changed.Contains(value) && computed.Contains(value))],
            OutputsMayDiffer = true,
        };
    }
}
