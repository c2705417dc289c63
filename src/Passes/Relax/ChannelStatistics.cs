using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Relax;

/// <summary>Mean and variance of every channel of some values over a set of samples.</summary>
/// <param name="Mean">One number per channel.</param>
/// <param name="Variance">Over samples and positions, not corrected for their number.</param>
internal sealed record ChannelStatistics(double[] Mean, double[] Variance)
{
    /// <summary>Whether the network computes numbers there.</summary>
    public bool IsFinite => Array.TrueForAll(Mean, double.IsFinite) && Array.TrueForAll(Variance, double.IsFinite);

    /// <summary>One run per batch, whatever the number of values; the engine hands out nothing but the figures.</summary>
    /// <param name="executor">Runs the network.</param>
    /// <param name="graph">The network.</param>
    /// <param name="values">[N, C, …] each.</param>
    /// <param name="set">The samples.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static ImmutableArray<ChannelStatistics> Of(
        IGraphExecutor executor, Graph graph, ImmutableArray<Value> values, CalibrationSet set, CancellationToken cancellation)
    {
        using var session = executor.Open(Summary(graph, values));
        var batches = new List<(int Samples, ImmutableArray<double[]> Figures)>();
        foreach (var batch in set.Batches)
        {
            cancellation.ThrowIfCancellationRequested();
            batches.Add((batch.Count, [.. session.Run(batch.Inputs.AsSpan()).Select(figure => figure.ToDoubles())]));
        }

        return [.. values.Select((_, index) => Joined([.. batches.Select(batch =>
            (batch.Samples, batch.Figures[2 * index], batch.Figures[(2 * index) + 1]))]))];
    }

    /// <summary>
    /// The network with means and variances for outputs. Variances are taken around the batch's mean: a mean of squares would cancel.
    /// </summary>
    private static Graph Summary(Graph graph, ImmutableArray<Value> values)
    {
        var nodes = graph.Nodes.ToList();
        var outputs = new List<GraphOutput>();
        for (var index = 0; index < values.Length; index++)
        {
            var value = values[index];
            var axes = Dims.Create([.. Enumerable.Range(0, graph.TypeOf(value)!.Shape.Count).Where(axis => axis != 1)]);
            var mean = Define("mean", new ReduceMean { Axes = axes, KeepDims = true }, value);
            var distance = Define("distance", new Sub(), value, mean);
            var variance = Define("variance", new ReduceMean { Axes = axes }, Define("square", new Mul(), distance, distance));
            outputs.Add(new GraphOutput($"mean {index}", mean));
            outputs.Add(new GraphOutput($"variance {index}", variance));

            Value Define(string what, Operator op, params ReadOnlySpan<Value?> inputs)
            {
                var result = new Value($"{what} {index}");
                nodes.Add(new Node { Name = $"statistics {index}: {what}", Op = op, Inputs = [.. inputs], Outputs = [result] });
                return result;
            }
        }

        return Graph.Create(graph.Name, graph.Inputs, nodes, [.. outputs], graph.Initializers);
    }

    /// <summary>The whole variance: within the batches, and between them.</summary>
    private static ChannelStatistics Joined(ImmutableArray<(int Samples, double[] Mean, double[] Variance)> batches)
    {
        var (mean, variance) = (new double[batches[0].Mean.Length], new double[batches[0].Mean.Length]);
        var all = batches.Sum(batch => (double)batch.Samples);
        for (var channel = 0; channel < mean.Length; channel++)
        {
            mean[channel] = batches.Sum(batch => batch.Samples * batch.Mean[channel]) / all;
            variance[channel] = batches.Sum(batch =>
                batch.Samples * (batch.Variance[channel] + Math.Pow(batch.Mean[channel] - mean[channel], 2))) / all;
        }

        return new ChannelStatistics(mean, variance);
    }
}
