using System.Numerics.Tensors;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>How far maps vary around the means of their channels.</summary>
internal static class ChannelVariance
{
    /// <summary>The mean of |z − mean z|² over samples and positions, means per channel: what errors of one end are compared by.</summary>
    public static double Of(ImmutableArray<Tensor> maps)
    {
        var (channels, total) = (maps[0].Shape[1], 0.0);
        var positions = maps[0].Shape[2..].Product;
        for (var channel = 0; channel < channels; channel++)
        {
            var (sum, square, count) = (0.0, 0.0, 0.0);
            foreach (var map in maps)
            {
                for (var sample = 0; sample < map.Shape[0]; sample++)
                {
                    var plane = map.AsSpan<float>().Slice(((sample * channels) + channel) * positions, positions);
                    (sum, square, count) = (sum + TensorPrimitives.Sum(plane), square + TensorPrimitives.SumOfSquares(plane), count + positions);
                }
            }

            total += (square / count) - (sum / count * (sum / count));
        }

        return Math.Max(total, 1e-30);
    }
}
