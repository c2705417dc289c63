using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// How much every unit matters, by the published criteria that are used as baselines. Only the order of the numbers is used; not a number
/// stands for a unit about which a criterion has nothing to say.
/// </summary>
public static class ChannelScores
{
    /// <summary>
    /// Norms of filters (Li et al. 2017, "Pruning Filters for Efficient ConvNets": L1; L2 alike). Every filter is measured in units of the
    /// mean of its layer, without which a global order would compare layers by their fan-in; a unit is the mean over its filters.
    /// </summary>
    /// <param name="groups">Of the network.</param>
    /// <param name="power">1 for sums of absolute values, 2 for Euclidean lengths.</param>
    public static double[] Magnitude(ChannelGroups groups, int power)
    {
        var sums = new UnitSums(groups.UnitCount);
        foreach (var weight in groups.Weights.Where(axis => axis.Role is not WeightRole.Reads && axis.Slot == 1 && IsLayer(axis.Node)))
        {
            var tensor = groups.Graph.Initializers[weight.Weight];
            var taps = PlaceSums(tensor.ToDoubles(), tensor.Shape, weight.Axis, number => power == 1 ? Math.Abs(number) : number * number);
            var norms = taps.Select(sum => power == 1 ? sum : Math.Sqrt(sum)).ToArray();
            var mean = norms.Average();
            for (var place = 0; place < norms.Length; place++)
            {
                sums.Add(weight.Units[place], mean > 0 ? norms[place] / mean : 0);
            }
        }

        return sums.Means();
    }

    /// <summary>
    /// Scales of batch normalizations (Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming"): |γ|,
    /// compared over the whole network as it is; a unit is the mean over its normalizations.
    /// </summary>
    public static double[] Normalization(ChannelGroups groups)
    {
        var sums = new UnitSums(groups.UnitCount);
        foreach (var weight in groups.Weights.Where(axis => axis is { Slot: 1, Node.Op: BatchNormalization }))
        {
            var scales = groups.Graph.Initializers[weight.Weight].ToDoubles();
            for (var place = 0; place < scales.Length; place++)
            {
                sums.Add(weight.Units[place], Math.Abs(scales[place]));
            }
        }

        return sums.Means();
    }

    /// <summary>
    /// First-order Taylor expansion (Molchanov et al. 2019, "Importance Estimation for Neural Network Pruning"): by how much the loss would
    /// change, to first order, if what reads the channels weighed them with zero, |Σ w · ∂L/∂w| over all weights that read the unit,
    /// averaged over batches. Taken at the readers, it counts biases, normalizations and the branches of a sum once each.
    /// </summary>
    /// <param name="groups">Of the network.</param>
    /// <param name="gradients">For each batch the gradient of every weight that reads channels.</param>
    public static double[] Taylor(ChannelGroups groups, IEnumerable<IReadOnlyDictionary<Value, Tensor>> gradients)
    {
        var (total, batches) = (new double[groups.UnitCount], 0);
        foreach (var batch in gradients)
        {
            var change = Change(groups, batch);
            for (var unit = 0; unit < total.Length; unit++)
            {
                total[unit] += Math.Abs(change[unit]);
            }

            batches++;
        }

        return [.. total.Select(sum => sum / batches)];
    }

    /// <summary>Any order: the control that every criterion has to beat.</summary>
    public static double[] Random(ChannelGroups groups, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, groups.UnitCount).Select(_ => random.NextDouble())];
    }

    /// <summary>The weights of which <see cref="Taylor"/> wants gradients.</summary>
    public static ImmutableArray<Value> Readers(ChannelGroups groups) =>
        [.. groups.Weights.Where(axis => axis.Role is WeightRole.Reads).Select(axis => axis.Weight).Distinct()];

    private static bool IsLayer(Node node) => node.Op is Conv or ConvTranspose or Gemm or MatMul;

    private static double[] Change(ChannelGroups groups, IReadOnlyDictionary<Value, Tensor> gradients)
    {
        var change = new double[groups.UnitCount];
        foreach (var weight in groups.Weights.Where(axis => axis.Role is WeightRole.Reads).DistinctBy(axis => (axis.Weight, axis.Axis)))
        {
            if (!gradients.TryGetValue(weight.Weight, out var gradient))
            {
                continue;
            }

            var (tensor, slopes) = (groups.Graph.Initializers[weight.Weight], gradient.ToDoubles());
            var products = tensor.ToDoubles().Zip(slopes, (number, slope) => number * slope).ToArray();
            var sums = PlaceSums(products, tensor.Shape, weight.Axis, number => number);
            for (var place = 0; place < sums.Length; place++)
            {
                change[weight.Units[place]] += sums[place];
            }
        }

        return change;
    }

    /// <summary>Sums over all elements at each place of an axis.</summary>
    private static double[] PlaceSums(double[] numbers, Dims shape, int axis, Func<double, double> term)
    {
        var (inner, sums) = (shape[(axis + 1)..].Product, new double[shape[axis]]);
        for (var i = 0; i < numbers.Length; i++)
        {
            sums[i / inner % sums.Length] += term(numbers[i]);
        }

        return sums;
    }

    private sealed class UnitSums(int count)
    {
        private readonly double[] sums = new double[count];
        private readonly int[] counts = new int[count];

        public void Add(int unit, double number) => (sums[unit], counts[unit]) = (sums[unit] + number, counts[unit] + 1);

        public double[] Means() => [.. sums.Zip(counts, (sum, number) => number == 0 ? double.NaN : sum / number)];
    }
}
