using System.Numerics.Tensors;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Solves for the convolutions of all candidates that begin at one position. They see the same input, so one Gram matrix with the largest kernel
/// serves them all: smaller kernels are parts of it, other ends are other right-hand sides.
/// </summary>
public sealed class SegmentFitter(IGraphExecutor executor, Graph graph, LayerChain chain, FitOptions options)
{
    /// <summary>Realizes the candidates; all begin at the same position of the chain.</summary>
    /// <param name="candidates">Every family but <c>compose</c>.</param>
    /// <param name="cursor">The original network's activations; moved to the cut in front of the position.</param>
    public ImmutableArray<Realization> Fit(ImmutableArray<Candidate> candidates, ActivationCursor cursor)
    {
        var input = chain.ValueAt(candidates[0].Segment.Start);
        cursor.MoveTowards(input);
        var ranked = new RankFitter(executor, graph, chain, options).Fit([.. candidates.OfType<Candidate.Rank>()], cursor);
        var thinned = new ThinFitter(executor, graph, chain, options).Fit([.. candidates.OfType<Candidate.Thin>()], cursor);
        var jobs = candidates.Select(JobOf).OfType<Job>().Distinct().ToImmutableArray();
        var ends = candidates.OfType<Candidate.Absorb>().Select(absorb => chain.TailOf(absorb.Segment).Linear);
        ImmutableArray<Value> fetched = [input, .. jobs.Select(job => job.Target).Concat(ends).Distinct()];
        var solutions = new Dictionary<Job, FittedConv>();
        var cached = Fetch(cursor, fetched);
        foreach (var group in jobs.GroupBy(job => (job.Geometry.Strides, job.Geometry.CenterBegin, job.Geometry.CenterEnd)))
        {
            Solve([.. group], cached, fetched, solutions);
        }

        var absorbed = Absorb([.. candidates.OfType<Candidate.Absorb>()], cached, fetched, solutions);
        return [.. candidates.Select(candidate => candidate switch
        {
            Candidate.Absorb absorb => absorbed[absorb],
            Candidate.Rank => ranked[candidate],
            Candidate.Thin => thinned[candidate],
            Candidate.Fit => new Realization(candidate, [solutions[JobOf(candidate)!]]),
            _ => new Realization(candidate, []),
        })];
    }

    private static List<ImmutableArray<Tensor>> Fetch(ActivationCursor cursor, ImmutableArray<Value> values)
    {
        using var session = cursor.Open(values.AsSpan());
        return [.. cursor.State.Select(inputs => session.Run(inputs.AsSpan()))];
    }

    /// <summary>One regression: which value is to be reproduced, by which window.</summary>
    private sealed record Job(Value Target, SegmentGeometry Geometry, Dims KernelShape);

    /// <summary>What a candidate needs of the common Gram matrix: its convolution, or the first one of the block it keeps.</summary>
    private Job? JobOf(Candidate candidate) => candidate switch
    {
        Candidate.Fit fit => new Job(chain.TailOf(fit.Segment).Linear, SegmentGeometry.Of(graph, chain, fit.Segment)!, fit.KernelShape),
        Candidate.Absorb absorb when FirstOf(absorb) is { Conv.Op: Conv { Groups: 1 } conv } site && site.Prefix.IsEmpty =>
            new Job(site.Tail.Linear, SegmentGeometry.Of(graph, chain, new Segment(site.Index - 1, site.Index))!, conv.Window.KernelShape),
        _ => null,
    };

    private LayerSite FirstOf(Candidate.Absorb absorb) => chain.Sites[absorb.Kept.Start];

    private void Solve(ImmutableArray<Job> jobs, List<ImmutableArray<Tensor>> cached, ImmutableArray<Value> fetched, Dictionary<Job, FittedConv> solutions)
    {
        var targets = jobs.Select(job => job.Target).Distinct().ToImmutableArray();
        var slots = targets.Select(target => fetched.IndexOf(target)).ToImmutableArray();
        var geometry = jobs[0].Geometry;
        var rank = geometry.Strides.Count;
        var largest = Dims.Create([.. Enumerable.Range(0, rank).Select(axis => jobs.Max(job => job.KernelShape[axis]))]);

        // Kernels of another parity lie half a row beside the largest one and get a Gram matrix of their own.
        foreach (var parity in jobs.GroupBy(job => job.KernelShape[0] % 2))
        {
            var shape = parity.Count() == jobs.Length ? largest : Dims.Create([.. Enumerable.Range(0, rank).Select(axis => parity.Max(job => job.KernelShape[axis]))]);
            var features = cached[0][0].Shape;
            var window = geometry.WindowFor(shape)!;
            using var collector = new GramCollector(
                executor, features, window, [.. slots.Select(slot => cached[0][slot].Shape[1])], RowShare(features, window, cached), options.Seed);
            foreach (var batch in cached)
            {
                collector.Add(batch[0], [.. slots.Select(slot => batch[slot])]);
            }

            foreach (var job in parity)
            {
                solutions[job] = Solve(collector.Sums, job, shape, targets, cached[0], slots);
            }
        }
    }

    private FittedConv Solve(GramSums sums, Job job, Dims largest, ImmutableArray<Value> targets, ImmutableArray<Tensor> sample, ImmutableArray<int> slots)
    {
        var index = targets.IndexOf(job.Target);
        var first = slots.Take(index).Sum(slot => sample[slot].Shape[1]);
        var outputs = sample[slots[index]].Shape[1];
        var part = sums.Select(KernelLayout.Features(job.Geometry.InputChannels, largest, job.KernelShape), first..(first + outputs));
        var prior = job.Geometry.CanBeIdentity ? KernelLayout.Identity(job.Geometry.InputChannels, job.KernelShape) : null;
        var solution = RidgeSolver.Solve(part, options.Lambda, prior);
        var element = graph.TypeOf(job.Target)!.Element;
        return new FittedConv(
            job.Geometry.WindowFor(job.KernelShape)!,
            KernelLayout.ToWeight(solution.Weights, outputs, job.Geometry.InputChannels, job.KernelShape).ConvertTo(element),
            Tensor.Create<double>([outputs], solution.Intercept).ConvertTo(element),
            solution.RelativeError);
    }

    /// <summary>Second stage of absorbing: the block's features are known once its first convolution is; its last one is solved for on them.</summary>
    private Dictionary<Candidate.Absorb, Realization> Absorb(
        ImmutableArray<Candidate.Absorb> candidates, List<ImmutableArray<Tensor>> cached, ImmutableArray<Value> fetched, Dictionary<Job, FittedConv> solutions)
    {
        var result = new Dictionary<Candidate.Absorb, Realization>();
        foreach (var group in candidates.GroupBy(candidate => candidate.Kept))
        {
            var first = JobOf(group.First()) is { } job ? solutions[job] : null;
            var last = chain.Sites[group.Key.End - 1];
            var conv = (Conv)last.Conv!.Op;
            using var session = executor.Open(AbsorbedBlock.Features(graph, chain, group.Key, first));
            var ends = group.Select(candidate => fetched.IndexOf(chain.TailOf(candidate.Segment).Linear)).ToImmutableArray();
            var features = session.Run(cached[0][0])[0].Shape;
            using var collector = new GramCollector(
                executor, features, conv.Window, [.. ends.Select(end => cached[0][end].Shape[1])], RowShare(features, conv.Window, cached), options.Seed);
            foreach (var batch in cached)
            {
                var block = session.Run(batch[0]);
                collector.Add(block[0], [.. ends.Select(end => Minus(batch[end], block[1]))]);
            }

            var channels = graph.Initializers[last.Conv.Inputs[1]!].Shape[0];
            foreach (var (candidate, position) in group.Select((candidate, position) => (candidate, position)))
            {
                var part = collector.Sums.Select([.. Enumerable.Range(0, collector.Sums.Features)], (position * channels)..((position + 1) * channels));
                var solution = RidgeSolver.Solve(part, options.Lambda);
                var weight = KernelLayout.ToWeight(solution.Weights, channels, features[1], conv.Window.KernelShape);
                var element = graph.TypeOf(last.Tail.Linear)!.Element;
                var error = solution.Residual / ChannelVariance.Of([.. cached.Select(batch => batch[ends[position]])]);
                var fitted = new FittedConv(conv.Window, weight.ConvertTo(element), Tensor.Create<double>([channels], solution.Intercept).ConvertTo(element), error);
                result[candidate] = new Realization(candidate, first is null ? [fitted] : [first, fitted]);
            }
        }

        return result;
    }

    private double RowShare(Dims features, Window window, List<ImmutableArray<Tensor>> cached) =>
        GramCollector.RowShare(features, window, cached.Sum(batch => batch[0].Shape[0]), options.SamplesPerFeature);

    private static Tensor Minus(Tensor left, Tensor right) =>
        Tensor.Build<float>(left.Shape, target => TensorPrimitives.Subtract(left.AsSpan<float>(), right.AsSpan<float>(), target));
}
