using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Expansion;

/// <summary>
/// The weights of an inverted residual block that computes what a dense convolution computes. For every input channel the kernels to all
/// outputs are a matrix, outputs by taps; its leading singular vectors become the depthwise filters of the channel's copies. Biases lift
/// everything above zero for inputs in their usual range, where the inner ReLUs then change nothing, and the last bias takes them back.
/// </summary>
internal sealed class ExpandedWeights
{
    private readonly int inputs;
    private readonly int outputs;
    private readonly int taps;
    private readonly int ratio;

    /// <param name="kernel">[outputs, inputs, taps…].</param>
    /// <param name="bias">One per output.</param>
    /// <param name="ratio">Copies of every input channel.</param>
    /// <param name="range">The least and the greatest value of every input channel, the padding's zero among them.</param>
    public ExpandedWeights(Tensor kernel, double[] bias, int ratio, ImmutableArray<(double Least, double Greatest)> range)
    {
        (outputs, inputs, this.ratio) = (kernel.Shape[0], kernel.Shape[1], ratio);
        taps = kernel.Count / outputs / inputs;
        var numbers = kernel.ToDoubles();
        Widen = new double[Width * inputs];
        (WidenBias, Filter, FilterBias) = (new double[Width], new double[Width * taps], new double[Width]);
        (Narrow, NarrowBias) = (new double[outputs * Width], [.. bias]);
        for (var input = 0; input < inputs; input++)
        {
            Fill(numbers, input, range[input]);
        }
    }

    /// <summary>Channels inside.</summary>
    public int Width => inputs * ratio;

    /// <summary>[width, inputs, 1…].</summary>
    public double[] Widen { get; }

    public double[] WidenBias { get; }

    /// <summary>[width, 1, taps…].</summary>
    public double[] Filter { get; }

    public double[] FilterBias { get; }

    /// <summary>[outputs, width, 1…].</summary>
    public double[] Narrow { get; }

    public double[] NarrowBias { get; }

    private void Fill(double[] kernel, int input, (double Least, double Greatest) range)
    {
        var vectors = SymmetricEigen.Vectors(Gram(kernel, input));
        var lift = Math.Max(0, -range.Least);
        for (var copy = 0; copy < ratio; copy++)
        {
            // More copies than taps learn something of their own; so far nobody reads them.
            var (channel, filter) = ((input * ratio) + copy, vectors[copy % taps]);
            Widen[(channel * inputs) + input] = 1;
            WidenBias[channel] = lift;
            filter.CopyTo(Filter, channel * taps);
            FilterBias[channel] = filter.Sum(weight => Math.Max(0, -weight * (weight < 0 ? range.Greatest + lift : range.Least + lift)));
            if (copy < taps)
            {
                Read(kernel, input, channel, filter, (lift * filter.Sum()) + FilterBias[channel]);
            }
        }
    }

    /// <summary>What the outputs take of a channel, and give back of what it was lifted by.</summary>
    private void Read(double[] kernel, int input, int channel, double[] filter, double lifted)
    {
        for (var output = 0; output < outputs; output++)
        {
            var weight = 0.0;
            for (var tap = 0; tap < taps; tap++)
            {
                weight += kernel[(((output * inputs) + input) * taps) + tap] * filter[tap];
            }

            Narrow[(output * Width) + channel] = weight;
            NarrowBias[output] -= weight * lifted;
        }
    }

    private double[,] Gram(double[] kernel, int input)
    {
        var gram = new double[taps, taps];
        for (var output = 0; output < outputs; output++)
        {
            var row = kernel.AsSpan(((output * inputs) + input) * taps, taps);
            for (var p = 0; p < taps; p++)
            {
                for (var q = 0; q < taps; q++)
                {
                    gram[p, q] += row[p] * row[q];
                }
            }
        }

        return gram;
    }
}
