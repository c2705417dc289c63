using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;
using DepthCompress.Passes.Verification;

namespace DepthCompress.Passes.Compression;

/// <summary>Puts the candidates of a plan into a network whose normalization is folded, and solves for convolutions.</summary>
public sealed class PlanRealizer(IGraphExecutor executor, FitOptions fit)
{
    /// <summary>The small network: every candidate in place, all convolutions behind the first change solved for, front to back.</summary>
    public Graph Realize(
        Graph network,
        ImmutableArray<LayerChain> chains,
        ImmutableArray<Candidate> chosen,
        CalibrationSet calibration,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var narrowed = new Dictionary<Value, NarrowedValue>();
        var structure = Structure(network, network, chains, chosen, Thinned(network, chains, chosen, calibration), narrowed);
        CompositionProof.Of(network, structure, chains, chosen);
        var refitted = Refit(calibration, narrowed).Run(network, structure, progress, cancellation);
        return Pipelines.Optimize.Run(refitted, new PassContext(new DiagnosticSink(), executor, cancellation));
    }

    /// <summary>
    /// The trainable network: composed segments in parts, see <see cref="SegmentRelaxer"/>, the other candidates in place, and all
    /// convolutions behind the first change solved for as far as they have something to reproduce.
    /// </summary>
    internal (Graph Graph, ImmutableArray<RelaxedSegment> Segments) Relax(
        Graph network,
        ImmutableArray<LayerChain> chains,
        ImmutableArray<Candidate> chosen,
        CalibrationSet calibration,
        IProgress<RunProgress>? progress,
        PassContext context)
    {
        var (relaxed, segments) = SegmentRelaxer.Relax(network, chains, chosen.OfType<Candidate.Compose>(), context);
        var narrowed = new Dictionary<Value, NarrowedValue>();
        var structure = Structure(
            network,
            relaxed,
            chains,
            chosen.Except(segments.Select(segment => segment.Candidate)),
            Thinned(network, chains, chosen, calibration),
            narrowed);
        return (Refit(calibration, narrowed).Run(network, structure, progress, context.Cancellation), segments);
    }

    /// <summary>The candidates in place with weights that mean nothing yet, except for composed ones.</summary>
    internal static Graph Structure(Graph network, ImmutableArray<LayerChain> chains, IEnumerable<Candidate> chosen) =>
        Structure(network, network, chains, chosen, ImmutableDictionary<Candidate, Realization>.Empty, []);

    /// <summary>The same in a variant of the network in which other segments are relaxed.</summary>
    private static Graph Structure(
        Graph network,
        Graph variant,
        ImmutableArray<LayerChain> chains,
        IEnumerable<Candidate> chosen,
        ImmutableDictionary<Candidate, Realization> known,
        Dictionary<Value, NarrowedValue> narrowed) =>
        CandidateRewriter.Apply(
            variant,
            chains,
            chosen.Select(candidate => candidate is Candidate.Compose compose ? Composed(network, chains[compose.Chain], compose)
                : known.GetValueOrDefault(candidate) ?? PlaceholderConvs.For(network, chains, candidate)),
            narrowed);

    /// <summary>Which channels stay is decided on the original's values, before anything is refitted.</summary>
    private ImmutableDictionary<Candidate, Realization> Thinned(
        Graph network, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen, CalibrationSet calibration)
    {
        var result = ImmutableDictionary.CreateBuilder<Candidate, Realization>();
        foreach (var chain in chosen.OfType<Candidate.Thin>().GroupBy(candidate => candidate.Chain))
        {
            var (fitter, cursor) = (new SegmentFitter(executor, network, chains[chain.Key], fit), new ActivationCursor(executor, network, calibration));
            foreach (var candidate in chain.OrderBy(candidate => candidate.Segment.Start))
            {
                result.Add(candidate, fitter.Fit([candidate], cursor)[0]);
            }
        }

        return result.ToImmutable();
    }

    private SequentialRefit Refit(CalibrationSet calibration, Dictionary<Value, NarrowedValue> narrowed) =>
        new(executor, calibration, fit) { Narrowed = narrowed };

    /// <exception cref="DiagnosticException">A plan that was edited asks for what cannot be composed.</exception>
    private static Realization Composed(Graph network, LayerChain chain, Candidate.Compose candidate)
    {
        var (realization, whyNot) = SegmentComposer.TryCompose(network, chain, candidate);
        return realization ?? throw DiagnosticCatalog.DoesNotCompose.Error(
            null, chain.Sites[candidate.Segment.Start].Name, chain.Sites[candidate.Segment.End - 1].Name, whyNot);
    }
}
