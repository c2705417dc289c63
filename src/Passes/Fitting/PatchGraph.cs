using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Networks that unfold feature maps and multiply, so that the inference engine computes the Gram matrices of a regression.
/// </summary>
/// <remarks>
/// Inputs: the features [n, C, H, …], which output rows to sample (i64, [rows]), then the targets [n, M, H', …]. Outputs: Σ z uᵀ, mean z, mean z², and,
/// unless only the targets are new, Σ u uᵀ and mean u. A feature is (tap, channel), taps in row-major order of the kernel. Rows are sampled because neighboring rows say nearly the same.
/// </remarks>
internal static class PatchGraph
{
    /// <summary>The graph for these extents.</summary>
    /// <param name="channels">C.</param>
    /// <param name="extent">H, … of the features.</param>
    /// <param name="window">How the fitted convolution will slide.</param>
    /// <param name="targets">The channels M of each target.</param>
    /// <param name="targetsOnly">Leaves out what depends on the features alone, which is nearly all the work.</param>
    public static Graph Build(int channels, Dims extent, Window window, ImmutableArray<int> targets, bool targetsOnly)
    {
        var rank = extent.Count;
        var output = Dims.Create([.. Enumerable.Range(0, rank).Select(axis => window.Slide(extent[axis], axis)!.Value)]);
        var builder = new GraphBuilder("gram");
        var features = builder.Input("x", ElementType.Float32, [Dim.Named("N"), channels, .. Shape.Of(extent)]);
        var rows = builder.Input("rows", ElementType.Int64, [Dim.Named("R")]);
        var maps = targets.Select((count, index) => builder.Input($"z{index}", ElementType.Float32, [Dim.Named("N"), count, .. Shape.Of(output)])).ToList();

        var taps = Taps(builder, Padded(builder, features, window), rows, window, output);
        var patches = Flat(builder, builder.Concat(taps, axis: 0), channels * window.KernelShape.Product);
        var sampled = maps.Select((map, index) => Flat(builder, ChannelFirst(builder, builder.Gather(map, rows, axis: 2), rank), targets[index])).ToList();
        var target = builder.Concat(sampled, axis: 0);
        builder.Output("cross", builder.ProductWithTransposed(target, patches));
        builder.Output("target_mean", builder.MeanOver(target, axis: 1));
        builder.Output("target_square_mean", builder.MeanOver(builder.Multiply(target, target), axis: 1));
        if (!targetsOnly)
        {
            builder.Output("gram", builder.ProductWithTransposed(patches, patches));
            builder.Output("feature_mean", builder.MeanOver(patches, axis: 1));
        }

        return builder.ToGraph();
    }

    private static Value Padded(GraphBuilder builder, Value features, Window window) =>
        window.IsUnpadded ? features : builder.Pad(features, [0, 0, .. window.Pads.Span[..window.Rank], 0, 0, .. window.Pads.Span[window.Rank..]]);

    private static Value ChannelFirst(GraphBuilder builder, Value map, int rank) => builder.Transpose(map, [1, 0, .. Enumerable.Range(2, rank)]);

    private static Value Flat(GraphBuilder builder, Value value, int rows) => builder.Reshape(value, [rows, -1]);

    /// <summary>One strided view of the sampled rows per tap, channels first, in row-major order of the kernel. Rows are drawn before anything is moved.</summary>
    private static List<Value> Taps(GraphBuilder builder, Value padded, Value rows, Window window, Dims output)
    {
        var taps = new List<Value>();
        var scaled = window.Strides[0] == 1 ? rows : builder.Multiply(rows, builder.Constant(window.Strides[0]));
        var rest = Enumerable.Range(1, window.Rank - 1).Aggregate(1, (product, axis) => product * window.KernelShape[axis]);
        for (var first = 0; first < window.KernelShape[0]; first++)
        {
            var shift = first * window.Dilations[0];
            var band = ChannelFirst(builder, builder.Gather(padded, shift == 0 ? scaled : builder.Add(scaled, builder.Constant(shift)), axis: 2), window.Rank);
            for (var index = 0; index < rest; index++)
            {
                var view = band;
                var remaining = index;
                for (var axis = window.Rank - 1; axis >= 1; axis--)
                {
                    var start = remaining % window.KernelShape[axis] * window.Dilations[axis];
                    remaining /= window.KernelShape[axis];
                    view = builder.Slice(view, axis + 2, start, start + ((output[axis] - 1) * window.Strides[axis]) + 1, window.Strides[axis]);
                }

                taps.Add(view);
            }
        }

        return taps;
    }
}
