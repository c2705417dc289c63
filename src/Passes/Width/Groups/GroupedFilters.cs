using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>The groups of one layer as they were learned, and the energies of its kernels.</summary>
internal sealed class GroupedFilters
{
    private readonly double[] energies;
    private readonly int filters;
    private readonly int channels;
    private readonly int[][] groups;
    private readonly bool endsBlock;

    /// <param name="graph">The network with the weights as they were learned.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="logits">Of shape (groups, filters): a filter belongs to the highest, of equal ones the first.</param>
    /// <param name="normalized">Whether kernels are measured as their normalization scales them.</param>
    public GroupedFilters(Graph graph, PrunableLayer layer, Tensor logits, bool normalized)
    {
        var shape = graph.Initializers[layer.Weight].Shape;
        (filters, channels, endsBlock) = (shape[0], shape[1], layer.EndsBlock);
        energies = Energies(graph, layer, normalized);
        var numbers = logits.ToDoubles();
        groups = [.. Enumerable.Range(0, filters)
            .GroupBy(filter => Enumerable.Range(0, logits.Shape[0]).MaxBy(group => numbers[(group * filters) + filter]))
            .OrderBy(group => group.Key)
            .Select(group => group.ToArray())];
    }

    /// <summary>Σ w² of every kernel, (filter, channel) by (filter, channel), times γ² / (σ² + ε) where it is normalized.</summary>
    public static double[] Energies(Graph graph, PrunableLayer layer, bool normalized)
    {
        var weight = graph.Initializers[layer.Weight];
        var (numbers, taps, channels) = (weight.ToDoubles(), weight.Shape[2..].Product, weight.Shape[1]);
        var energies = new double[weight.Shape[0] * channels];
        for (var i = 0; i < numbers.Length; i++)
        {
            energies[i / taps] += numbers[i] * numbers[i];
        }

        if (normalized && layer.Norm is { Op: BatchNormalization { Epsilon: var epsilon } } norm)
        {
            var (scales, variances) = (graph.Initializers[norm.Inputs[1]!].ToDoubles(), graph.Initializers[norm.Inputs[4]!].ToDoubles());
            for (var i = 0; i < energies.Length; i++)
            {
                energies[i] *= scales[i / channels] * scales[i / channels] / (variances[i / channels] + epsilon);
            }
        }

        return energies;
    }

    /// <summary>The kernels that stay under a budget.</summary>
    /// <param name="kept">Decides which of some energies stay.</param>
    public KernelMask Mask(Func<double[], bool[]> kept)
    {
        var live = new bool[filters * channels];
        foreach (var group in groups)
        {
            var reads = kept([.. Enumerable.Range(0, channels).Select(channel => group.Sum(filter => energies[(filter * channels) + channel]))]);
            foreach (var filter in group)
            {
                reads.CopyTo(live.AsSpan(filter * channels));
            }
        }

        if (endsBlock)
        {
            var stays = kept([.. Enumerable.Range(0, filters).Select(filter => energies.AsSpan(filter * channels, channels).ToArray().Sum())]);
            for (var i = 0; i < live.Length; i++)
            {
                live[i] &= stays[i / channels];
            }
        }

        return new KernelMask(filters, channels, [.. live]);
    }
}
