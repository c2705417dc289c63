using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;

namespace DepthCompress.Passes.Importance;

/// <summary>
/// The pretrained network with one candidate in it, as training begins: composed segments in parts with their padding in front, fitted
/// convolutions solved for, normalization behind every convolution.
/// </summary>
internal sealed class TrainableCandidates(IGraphExecutor executor, ImportanceRequest request, ImportanceTraining training)
{
    private (int Chain, int Start, SegmentFitter Fitter, ActivationCursor Cursor)? place;
    private ImmutableDictionary<Value, ChannelStatistics>? statistics;

    /// <summary>The network without any candidate.</summary>
    public Graph Unchanged(CancellationToken cancellation) => Normalized(request.Graph, cancellation);

    /// <summary>The network with one, and what its fit leaves unexplained where something was solved for.</summary>
    /// <exception cref="DiagnosticException">DC3004: it asks for what cannot be composed.</exception>
    public (Graph Graph, double? FitError) With(Candidate candidate, CancellationToken cancellation)
    {
        var realization = candidate switch
        {
            Candidate.Compose compose when Relaxed(compose, cancellation) is { } parts => (parts, (double?)null),
            Candidate.Compose compose => Realized(Composed(compose)),
            Candidate.Keep or Candidate.Identity => Realized(new Realization(candidate, [])),
            _ => Realized(Fitted(candidate)),
        };
        var (changed, error) = realization;
        return (Begun(candidate, Normalized(changed, cancellation)), error);
    }

    private (Graph, double?) Realized(Realization realization) =>
        (CandidateRewriter.Apply(request.Graph, request.Chains, [realization]), realization.FitError);

    private Graph? Relaxed(Candidate.Compose candidate, CancellationToken cancellation)
    {
        var (graph, segments) = SegmentRelaxer.Relax(request.Graph, request.Chains, [candidate], ContextFor(cancellation));
        return segments.IsEmpty ? null : graph;
    }

    private Realization Composed(Candidate.Compose candidate)
    {
        var chain = request.Chains[candidate.Chain];
        var (realization, whyNot) = SegmentComposer.TryCompose(request.Graph, chain, candidate);
        return realization ?? throw DiagnosticCatalog.DoesNotCompose.Error(
            null, chain.Sites[candidate.Segment.Start].Name, chain.Sites[candidate.Segment.End - 1].Name, whyNot);
    }

    /// <summary>Solved for alone, so that the result does not depend on what else is looked at.</summary>
    private Realization Fitted(Candidate candidate)
    {
        var (chain, start) = (candidate.Chain, candidate.Segment.Start);
        if (place is not { } known || known.Chain != chain || known.Start > start)
        {
            var fitter = new SegmentFitter(executor, request.Graph, request.Chains[chain], request.Fit);
            known = (chain, start, fitter, new ActivationCursor(executor, request.Graph, request.Calibration));
        }

        place = known with { Start = start };
        return known.Fitter.Fit([candidate], known.Cursor)[0];
    }

    /// <summary>
    /// With the statistics of the pretrained network, so that training does not begin with exploded values behind a layer that went: nothing
    /// was solved for there.
    /// </summary>
    private Graph Normalized(Graph graph, CancellationToken cancellation)
    {
        if (!FineTune.LacksNormalization(graph))
        {
            return graph;
        }

        statistics ??= RestoreNormalization.StatisticsOf(request.Graph, request.Calibration, ContextFor(cancellation));
        return new RestoreNormalization { Calibration = request.Calibration, Statistics = statistics }.Apply(graph, ContextFor(cancellation));
    }

    private Graph Begun(Candidate candidate, Graph graph) =>
        training.Reinitializes && candidate.Segment.Length == 1 && candidate is Candidate.Keep or Candidate.Compose { Pruned.Count: 0 }
            && request.Chains[candidate.Chain].Sites[candidate.Segment.Start] is { Conv: not null } site
            ? FreshLayer.In(graph, site.Conv.Name, training.Recipe.Seed)
            : graph;

    private PassContext ContextFor(CancellationToken cancellation) => new(new DiagnosticSink(), executor, cancellation);
}
