using System.Numerics.Tensors;

namespace DepthCompress.GraphIR;

/// <summary>
/// How far a merged kernel is from the layers it stands for, by impulse responses in double precision. The error of a merge is an affine
/// map; it is zero if its constant part (the response to zeros) is zero and if its response to an impulse is zero for every input channel
/// and every class of positions.
/// <para>
/// Positions: an output either depends on the front border of an axis, on its back border, or on none, never on both once the input is as
/// long as the reach of the segment. So one small input per remainder of the stride, a little longer than the reach, has every kind of
/// output, and an impulse at each of its positions covers every class.
/// </para>
/// <para>
/// Channels: all at once, with random coefficients. At one position the error is a matrix; unless it is zero, a random vector is in its
/// null space with probability zero, and the norm of the response is that of the matrix up to a factor near one. For the same reason
/// large segments may share one input between several impulses (independent coefficients), so that the work stays bounded.
/// </para>
/// </summary>
/// <param name="MaxAbsoluteError">The largest difference of any response, inputs being of magnitude 1.</param>
/// <param name="MaxRelativeError">The same, divided by the largest magnitude of the kind of response it belongs to (constant,
/// impulse); where products of the response cancel, by the sum of their magnitudes over <see cref="Gathered"/>.</param>
/// <param name="Impulses">The number of impulses.</param>
/// <param name="Probes">The number of inputs they were spread over.</param>
public sealed record KernelCertificate(double MaxAbsoluteError, double MaxRelativeError, int Impulses, int Probes)
{
    /// <summary>
    /// What rounding alone can explain: 2⁻⁵³ times the length of the longest sums (some 10⁴ products), times cancellation; a wrong tap or
    /// border shows at 10⁻³ or more.
    /// </summary>
    public const double RoundingBound = 1e-10;

    /// <summary>How many roundings of weights a response is taken to gather.</summary>
    private const double Gathered = 64;

    private const double WorkBudget = 2e8;

    private const int MostProbes = 16;

    /// <summary>Whether the merged kernel is the composition of its parts, up to rounding.</summary>
    public bool Holds => MaxRelativeError <= RoundingBound;

    /// <summary>
    /// What to allow where the merged weights were rounded once to a type: half a unit of its last place per weight, which a response gathers
    /// from many weights.
    /// </summary>
    public static double BoundFor(ElementType element) => element switch
    {
        ElementType.Float32 => Gathered / (1 << 24),
        ElementType.Float16 => Gathered / (1 << 11),
        ElementType.BFloat16 => Gathered / (1 << 8),
        _ => RoundingBound,
    };

    /// <summary>Compares a merged kernel with its parts.</summary>
    /// <param name="merged">The kernel that is to replace the parts.</param>
    /// <param name="parts">The layers as they are, borders included; after <see cref="AffineMap.MovePaddingToFront"/> where that was
    /// agreed.</param>
    /// <param name="extent">The input extent the network has, if it is fixed; otherwise every extent is covered.</param>
    public static KernelCertificate Of(ConvKernel merged, AffineMap parts, Dims? extent = null)
    {
        var (linear, linearParts) = (merged.WithoutBias(), parts.WithoutBias());
        var none = new KernelCertificate(0, 0, 0, 0);
        return Extents(parts, merged, extent).Aggregate(none, (certificate, probed) =>
        {
            var zeros = Tensor.Zeros(ElementType.Float64, [1, parts.Inputs, .. probed]);
            var impulses = Impulse(probed, parts.Inputs, (linearParts.Work() + linear.Weight.Count) * probed.Product);
            return certificate
                .With(merged.Apply(zeros), parts.Apply(zeros), 0, 0, 1)
                .With(linear.Apply(impulses), linearParts.Apply(impulses), Rounded(linear, impulses), probed.Product, impulses.Shape[0]);
        });
    }

    /// <summary>Compares a merged kernel and its bias map with its parts: the linear part by impulses, the map as it is.</summary>
    public static KernelCertificate Of(BiasMap merged, AffineMap parts, Dims extent)
    {
        var zeros = Tensor.Zeros(ElementType.Float64, [1, parts.Inputs, .. extent]);
        return Of(merged.Linear, parts.WithoutBias(), extent).With(merged.Apply(zeros), parts.Apply(zeros), 0, 0, 1);
    }

    /// <summary>
    /// The largest sum of magnitudes that a response consists of, over <see cref="Gathered"/>. Each weight is rounded by its own magnitude:
    /// a response in which products cancel, as the only one of a map of one pixel may, is off by more than its own.
    /// </summary>
    private static double Rounded(ConvKernel linear, Tensor impulses)
    {
        var magnitudes = linear with { Weight = Magnitudes(linear.Weight) };
        return TensorPrimitives.Max(magnitudes.Apply(Magnitudes(impulses)).AsSpan<double>()) / Gathered;
    }

    private static Tensor Magnitudes(Tensor tensor) =>
        Tensor.Build<double>(tensor.Shape, data => TensorPrimitives.Abs(tensor.AsSpan<double>(), data));

    private KernelCertificate With(Tensor actual, Tensor expected, double rounded, int impulses, int probes)
    {
        if (actual.Shape != expected.Shape)
        {
            return new(double.PositiveInfinity, double.PositiveInfinity, Impulses + impulses, Probes + probes);
        }

        var error = LargestDifference(actual, expected);
        var scale = Math.Max(rounded, Math.Abs(TensorPrimitives.MaxMagnitude(expected.AsSpan<double>())));
        var relative = error == 0 ? 0 : error / scale;
        return new(Math.Max(MaxAbsoluteError, error), Math.Max(MaxRelativeError, relative), Impulses + impulses, Probes + probes);
    }

    private static double LargestDifference(Tensor actual, Tensor expected)
    {
        var difference = new double[actual.Count];
        TensorPrimitives.Subtract(actual.AsSpan<double>(), expected.AsSpan<double>(), difference);
        return Math.Abs(TensorPrimitives.MaxMagnitude<double>(difference));
    }

    /// <summary>
    /// Reach plus two strides, in every remainder of the stride that the network's own extent allows; never longer than that extent.
    /// </summary>
    private static IEnumerable<Dims> Extents(AffineMap parts, AffineMap merged, Dims? extent)
    {
        AffineMap both = AffineMap.Added(parts, merged);
        var reads = Enumerable.Range(0, parts.Rank).Select(both.ReadsAlong).ToArray();
        var remainders = extent is null ? reads.Select(read => read.Stride).Append(1).Max() : 1;
        for (var remainder = 0; remainder < remainders; remainder++)
        {
            yield return Dims.Create([.. reads.Select((read, axis) =>
            {
                var enough = read.Last - read.First + 1 + (2 * read.Stride);
                return extent is not { } known ? enough + remainder
                    : known[axis] <= enough ? known[axis]
                    : enough + ((known[axis] - enough) % read.Stride);
            })]);
        }
    }

    /// <summary>[probes, inputs, …]: at position t, random coefficients in probe t mod probes.</summary>
    private static Tensor Impulse(Dims extent, int inputs, double workPerProbe)
    {
        var positions = extent.Product;
        var probes = (int)Math.Clamp(WorkBudget / Math.Max(1, workPerProbe), 1, Math.Min(positions, MostProbes));
        var random = new Random(positions);
        return Tensor.Build<double>([probes, inputs, .. extent], data =>
        {
            for (var position = 0; position < positions; position++)
            {
                for (var input = 0; input < inputs; input++)
                {
                    data[((((position % probes) * inputs) + input) * positions) + position] = (2 * random.NextDouble()) - 1;
                }
            }
        });
    }
}
