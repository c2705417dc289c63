using System.Numerics.Tensors;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Solves for pairs of convolutions with few channels between them. Pairs of one input and kernel share a Gram matrix, those of one segment
/// one decomposition: another rank is another cut through it.
/// </summary>
internal sealed class RankFitter(IGraphExecutor executor, Graph graph, LayerChain chain, FitOptions options)
{
    /// <summary>Realizes candidates of one start.</summary>
    /// <param name="candidates">All begin at the same position.</param>
    /// <param name="cursor">In front of that position.</param>
    public Dictionary<Candidate, Realization> Fit(ImmutableArray<Candidate.Rank> candidates, ActivationCursor cursor)
    {
        var result = new Dictionary<Candidate, Realization>();
        if (candidates.IsEmpty)
        {
            return result;
        }

        var jobs = candidates.GroupBy(candidate => (candidate.Segment, candidate.KernelShape))
            .Select(group => new Job(RankedSegment.Of(graph, chain, group.Key.Segment)!, group.Key.KernelShape, [.. group])).ToImmutableArray();
        ImmutableArray<Value> fetched = [.. jobs.SelectMany(job => job.Values).Distinct()];
        using var session = cursor.Open(fetched.AsSpan());
        var cached = cursor.State.Select(inputs => session.Run(inputs.AsSpan())).ToList();
        foreach (var group in jobs.GroupBy(job => (job.Place.Input, job.Window)))
        {
            Solve([.. group], cached, fetched, result);
        }

        return result;
    }

    /// <summary>One regression with what is asked of it.</summary>
    private sealed record Job(RankedSegment Place, Dims KernelShape, ImmutableArray<Candidate.Rank> Candidates)
    {
        public Window Window { get; } = Place.Geometry.WindowFor(KernelShape)!;

        public IEnumerable<Value> Values => new[] { Place.Input, Place.Target, Place.Skip }.OfType<Value>();
    }

    private void Solve(ImmutableArray<Job> jobs, List<ImmutableArray<Tensor>> cached, ImmutableArray<Value> fetched, Dictionary<Candidate, Realization> result)
    {
        var (window, input) = (jobs[0].Window, fetched.IndexOf(jobs[0].Place.Input));
        var features = cached[0][input].Shape;
        var channels = jobs.Select(job => job.Place.Geometry.OutputChannels).ToImmutableArray();
        var share = GramCollector.RowShare(features, window, cached.Sum(batch => batch[input].Shape[0]), options.SamplesPerFeature);
        using var collector = new GramCollector(executor, features, window, channels, share, options.Seed);
        foreach (var batch in cached)
        {
            collector.Add(batch[input], [.. jobs.Select(job => Wanted(job.Place, batch, fetched))]);
        }

        var first = 0;
        foreach (var (job, count) in jobs.Zip(channels))
        {
            var part = collector.Sums.Select([.. Enumerable.Range(0, collector.Sums.Features)], first..(first + count));
            var variance = job.Place.Skip is null ? (double?)null
                : ChannelVariance.Of([.. cached.Select(batch => batch[fetched.IndexOf(job.Place.Target)])]);
            var solved = new ReducedRank(part, options.Lambda);
            foreach (var candidate in job.Candidates)
            {
                var solution = solved.Of(candidate.Channels);
                var error = variance is { } whole ? solution.Residual / whole : solution.RelativeError;
                result[candidate] = new Realization(candidate, PairOf(job, solution, candidate.Channels, error));
            }

            first += count;
        }
    }

    private ImmutableArray<FittedConv> PairOf(Job job, ReducedRank.Solution solution, int rank, double error)
    {
        var (geometry, element) = (job.Place.Geometry, graph.TypeOf(job.Place.Target)!.Element);
        var axes = geometry.Strides.Count;
        return LowRankPair.Of(
            job.Window,
            KernelLayout.ToWeight(solution.Project, rank, geometry.InputChannels, job.KernelShape).ConvertTo(element),
            Tensor.Create<double>([geometry.OutputChannels, rank, .. Dims.Repeat(1, axes)], solution.Lift).ConvertTo(element),
            Tensor.Create<double>([geometry.OutputChannels], solution.Intercept).ConvertTo(element),
            error);
    }

    private static Tensor Wanted(RankedSegment place, ImmutableArray<Tensor> batch, ImmutableArray<Value> fetched)
    {
        var target = batch[fetched.IndexOf(place.Target)];
        return place.Skip is null ? target : Tensor.Build<float>(target.Shape, wanted =>
            TensorPrimitives.Subtract(target.AsSpan<float>(), batch[fetched.IndexOf(place.Skip)].AsSpan<float>(), wanted));
    }
}
