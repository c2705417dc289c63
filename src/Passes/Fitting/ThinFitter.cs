using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>Chooses the channels that stay between two convolutions, and solves for the second one on them. One order serves every width.</summary>
internal sealed class ThinFitter(IGraphExecutor executor, Graph graph, LayerChain chain, FitOptions options)
{
    /// <summary>Realizes candidates of one start.</summary>
    /// <param name="candidates">All begin at the same position.</param>
    /// <param name="cursor">In front of that position.</param>
    public Dictionary<Candidate, Realization> Fit(ImmutableArray<Candidate.Thin> candidates, ActivationCursor cursor)
    {
        var result = new Dictionary<Candidate, Realization>();
        foreach (var group in candidates.GroupBy(candidate => candidate.Segment))
        {
            Solve(ThinnedPath.Of(graph, chain, group.Key)!, [.. group], cursor, result);
        }

        return result;
    }

    private void Solve(ThinnedPath path, ImmutableArray<Candidate.Thin> candidates, ActivationCursor cursor, Dictionary<Candidate, Realization> result)
    {
        var (node, window) = (path.Last.Conv!, ((Conv)path.Last.Conv!.Op).Window);
        var end = chain.SpansOf(candidates[0].Segment).LastOrDefault(span => span.End == candidates[0].Segment.End)?.Join.Output ?? path.Last.Tail.Linear;
        ImmutableArray<Value> fetched = [.. new[] { node.Inputs[0]!, path.Last.Tail.Linear, end }.Distinct()];
        using var session = cursor.Open(fetched.AsSpan());
        var cached = cursor.State.Select(inputs => session.Run(inputs.AsSpan())).ToList();
        var (features, outputs) = (cached[0][0].Shape, cached[0][1].Shape[1]);
        var share = GramCollector.RowShare(features, window, cached.Sum(batch => batch[0].Shape[0]), options.SamplesPerFeature);
        using var collector = new GramCollector(executor, features, window, [outputs], share, options.Seed);
        foreach (var batch in cached)
        {
            collector.Add(batch[0], batch[1]);
        }

        var variance = ChannelVariance.Of([.. cached.Select(batch => batch[^1])]);
        var order = ChannelElimination.Order(collector.Sums, path.Channels, path.Channels - candidates.Min(candidate => candidate.Channels), options.Lambda);
        foreach (var candidate in candidates)
        {
            Dims kept = Dims.Create([.. Enumerable.Range(0, path.Channels).Except(order[..(path.Channels - candidate.Channels)]).Order()]);
            int[] chosen = [.. Enumerable.Range(0, window.KernelShape.Product).SelectMany(tap => kept.Select(channel => (tap * path.Channels) + channel))];
            var solution = RidgeSolver.Solve(collector.Sums.Select(chosen, ..), options.Lambda);
            var weight = KernelLayout.ToWeight(solution.Weights, outputs, kept.Count, window.KernelShape).ConvertTo(ElementType.Float32);
            var bias = Tensor.Create<double>([outputs], solution.Intercept).ConvertTo(ElementType.Float32);
            result[candidate] = new Realization(
                candidate, [NarrowedConv.Of(graph, path.First, kept), new FittedConv(window, weight, bias, solution.Residual / variance)])
            {
                Channels = kept,
            };
        }
    }
}
