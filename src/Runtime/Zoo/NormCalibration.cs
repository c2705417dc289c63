using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Zoo;

/// <summary>Gives the batch norms of a network the statistics that its own activations have.</summary>
public static class NormCalibration
{
    /// <summary>
    /// Front to back, sets mean and (unbiased) variance of every batch norm to those of its input over all batches; a later one sees what
    /// the earlier ones do with theirs.
    /// </summary>
    public static Graph Run(Graph graph, IGraphExecutor executor, ImmutableArray<Tensor> batches)
    {
        foreach (var node in graph.Nodes.Where(node => node.Op is BatchNormalization))
        {
            if (node.Inputs is not [{ } input, _, _, { } mean, { } variance] || !graph.Initializers.ContainsKey(mean))
            {
                continue;
            }

            var (means, variances) = Measure(graph, executor, batches, input);
            graph = graph.WithInitializers(new Dictionary<Value, Tensor> { [mean] = means, [variance] = variances });
        }

        return graph;
    }

    private static (Tensor Mean, Tensor Variance) Measure(Graph graph, IGraphExecutor executor, ImmutableArray<Tensor> batches, Value value)
    {
        using var session = executor.Open(graph, [value]);
        var channels = graph.TypeOf(value)!.Shape[1].Size;
        var (sums, squares, count) = (new double[channels], new double[channels], 0L);
        foreach (var batch in batches)
        {
            var activations = session.Run(batch)[0];
            var area = activations.Shape[2..].Product;
            var numbers = activations.AsSpan<float>();
            for (var row = 0; row < activations.Shape[0] * channels; row++)
            {
                foreach (var number in numbers.Slice(row * area, area))
                {
                    sums[row % channels] += number;
                    squares[row % channels] += (double)number * number;
                }
            }

            count += (long)activations.Shape[0] * area;
        }

        var (mean, variance) = (new float[channels], new float[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            var average = sums[channel] / count;
            mean[channel] = (float)average;
            variance[channel] = (float)Math.Max(0, (squares[channel] - (count * average * average)) / (count - 1));
        }

        return (Tensor.Create<float>([channels], mean), Tensor.Create<float>([channels], variance));
    }
}
