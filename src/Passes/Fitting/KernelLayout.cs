using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>Between regressions, whose features are (tap, channel), and convolution weights [outputs, channels, taps …].</summary>
internal static class KernelLayout
{
    /// <summary>The features of a kernel that lies centered in a larger one.</summary>
    public static int[] Features(int channels, Dims largest, Dims shape)
    {
        var features = new List<int>();
        for (var tap = 0; tap < shape.Product; tap++)
        {
            var (remaining, position, scale) = (tap, 0, 1);
            for (var axis = shape.Count - 1; axis >= 0; axis--)
            {
                position += ((remaining % shape[axis]) + ((largest[axis] - shape[axis]) / 2)) * scale;
                remaining /= shape[axis];
                scale *= largest[axis];
            }

            features.AddRange(Enumerable.Range(position * channels, channels));
        }

        return [.. features];
    }

    /// <summary>The regression weights [channels, features] that change nothing.</summary>
    public static double[] Identity(int channels, Dims shape)
    {
        var (center, scale) = (0, 1);
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            center += (shape[axis] - 1) / 2 * scale;
            scale *= shape[axis];
        }

        var features = channels * shape.Product;
        var weights = new double[channels * features];
        for (var channel = 0; channel < channels; channel++)
        {
            weights[(channel * features) + (center * channels) + channel] = 1;
        }

        return weights;
    }

    /// <summary>[outputs, (tap, channel)] to [outputs, channels, taps …], f64.</summary>
    public static Tensor ToWeight(double[] solution, int outputs, int channels, Dims shape) => Tensor.Build<double>([outputs, channels, .. shape], weight =>
    {
        var taps = shape.Product;
        for (var output = 0; output < outputs; output++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    weight[(((output * channels) + channel) * taps) + tap] = solution[(output * channels * taps) + (tap * channels) + channel];
                }
            }
        }
    });

    /// <summary>The inverse of <see cref="ToWeight"/>.</summary>
    public static double[] FromWeight(Tensor weight)
    {
        var (outputs, channels) = (weight.Shape[0], weight.Shape[1]);
        var taps = weight.Shape[2..].Product;
        var values = weight.ToDoubles();
        var solution = new double[values.Length];
        for (var output = 0; output < outputs; output++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    solution[(output * channels * taps) + (tap * channels) + channel] = values[(((output * channels) + channel) * taps) + tap];
                }
            }
        }

        return solution;
    }
}
