using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Estimates the statistics of batch normalizations anew. A narrowed layer has other means and variances than the network it comes from;
/// these are taken as training takes them, from batches that every normalization in front was normalized with itself.
/// </summary>
public static class RecalibrateNorms
{
    /// <summary>The network with the statistics of some samples; the same object if it has no batch normalization of its own.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="executor">Runs it.</param>
    /// <param name="samples">As the network meets them; a few hundred, in batches of many.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Graph Apply(Graph graph, IGraphExecutor executor, CalibrationSet samples, CancellationToken cancellation = default)
    {
        var norms = graph.Nodes.Where(node => IsOwn(graph, node)).ToList();
        if (norms.Count == 0)
        {
            return graph;
        }

        using var session = executor.Open(Observed(graph, norms));
        var (sums, all) = (new Moments[norms.Count], 0.0);
        foreach (var batch in samples.Batches)
        {
            cancellation.ThrowIfCancellationRequested();
            var figures = session.Run(batch.Inputs.AsSpan());
            all += batch.Count;
            for (var norm = 0; norm < norms.Count; norm++)
            {
                (sums[norm] ??= new Moments()).Add(figures[2 * norm].ToDoubles(), figures[(2 * norm) + 1].ToDoubles(), batch.Count);
            }
        }

        var replaced = new Dictionary<Value, Tensor>();
        foreach (var (node, moments) in norms.Zip(sums).Where(pair => pair.Second.IsFinite))
        {
            Replace(node.Inputs[3]!, moments.Mean(all));
            Replace(node.Inputs[4]!, moments.Variance(all));
        }

        return graph.WithInitializers(replaced);

        void Replace(Value value, double[] numbers) =>
            replaced[value] = Tensor.Create<double>([numbers.Length], numbers).ConvertTo(graph.Initializers[value].Element);
    }

    private static bool IsOwn(Graph graph, Node node) => node.Op is BatchNormalization && node.Inputs is [_, _, _, { } mean, { } variance]
        && graph.Initializers.ContainsKey(mean) && graph.UsesOf(mean).Length == 1 && graph.UsesOf(variance).Length == 1
        && graph.Initializers.ContainsKey(variance) && graph.TypeOf(node.Output)?.Shape.Count >= 2;

    /// <summary>The network that normalizes by its batch, and answers with means and variances.</summary>
    private static Graph Observed(Graph graph, List<Node> norms)
    {
        var nodes = graph.Nodes.Except(norms).ToList();
        var outputs = new List<GraphOutput>();
        for (var index = 0; index < norms.Count; index++)
        {
            var (norm, number) = (norms[index], index);
            var axes = Dims.Create([.. Enumerable.Range(0, graph.TypeOf(norm.Output)!.Shape.Count).Where(axis => axis != 1)]);
            var center = Define("center", new ReduceMean { Axes = axes }, norm.Inputs[0]);
            var mean = Define("mean", new ReduceMean { Axes = axes, KeepDims = false }, norm.Inputs[0]);
            var distance = Define("distance", new Sub(), norm.Inputs[0], center);
            var square = Define("square", new Mul(), distance, distance);
            var variance = Define("variance", new ReduceMean { Axes = axes, KeepDims = false }, square);
            nodes.Add(norm.With(inputs: [.. norm.Inputs[..3], mean, variance]));
            outputs.Add(new GraphOutput($"mean {index}", mean));
            outputs.Add(new GraphOutput($"variance {index}", variance));

            Value Define(string what, Operator op, params ReadOnlySpan<Value?> inputs)
            {
                var result = new Value($"{what} {number}");
                nodes.Add(new Node { Name = $"statistics {number}: {what}", Op = op, Inputs = [.. inputs], Outputs = [result] });
                return result;
            }
        }

        return Graph.Create(graph.Name, graph.Inputs, nodes, [.. outputs], graph.Initializers);
    }

    /// <summary>Means and variances of batches, added up.</summary>
    private sealed class Moments
    {
        private double[] means = [];
        private double[] squares = [];

        public bool IsFinite => Array.TrueForAll(squares, double.IsFinite);

        public void Add(double[] mean, double[] variance, double samples)
        {
            (means, squares) = means.Length == 0 ? (new double[mean.Length], new double[mean.Length]) : (means, squares);
            for (var channel = 0; channel < mean.Length; channel++)
            {
                means[channel] += samples * mean[channel];
                squares[channel] += samples * (variance[channel] + (mean[channel] * mean[channel]));
            }
        }

        public double[] Mean(double samples) => [.. means.Select(sum => sum / samples)];

        public double[] Variance(double samples) =>
            [.. squares.Zip(Mean(samples), (sum, mean) => Math.Max(0, (sum / samples) - (mean * mean)))];
    }
}
