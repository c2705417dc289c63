using System.Numerics.Tensors;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// The channels of a regression in the order in which they can go: always the one whose loss costs least after all others are solved for
/// again. With P = (G + μ I)⁻¹ and W the solution, a channel with the features I costs tr(W_I P_II⁻¹ W_Iᵀ), and without it P and W are
/// P − P_·I P_II⁻¹ P_I· and W − W_I P_II⁻¹ P_I·, so that nothing is solved twice.
/// </summary>
internal sealed class ChannelElimination
{
    private readonly int features;
    private readonly int outputs;
    private readonly int channels;
    private readonly double[] inverse;
    private readonly double[] weights;

    private ChannelElimination(GramSums sums, int channels, double lambda)
    {
        (features, outputs, this.channels) = (sums.Features, sums.Outputs, channels);
        var solution = RidgeSolver.Solve(sums, lambda);
        var system = RidgeSolver.Centered(sums.Gram, sums.FeatureSum, sums.FeatureSum, Math.Max(1, sums.Samples));
        inverse = new double[features * features];
        for (var row = 0; row < features; row++)
        {
            system[(row * features) + row] += solution.Shrink;
            inverse[(row * features) + row] = 1;
        }

        var factor = Cholesky.Factor(system, features) ?? throw new CompilerBugException("what was solved for is not positive definite");
        factor.Solve(inverse, features);
        weights = (double[])solution.Weights.Clone();
    }

    /// <summary>The first channels to go, in order.</summary>
    /// <param name="sums">Features are (tap, channel).</param>
    /// <param name="channels">The channels of a tap.</param>
    /// <param name="count">How many are to go.</param>
    /// <param name="lambda">Of the ridge.</param>
    public static ImmutableArray<int> Order(GramSums sums, int channels, int count, double lambda)
    {
        var state = new ChannelElimination(sums, channels, lambda);
        var left = Enumerable.Range(0, channels).ToList();
        var gone = ImmutableArray.CreateBuilder<int>(count);
        while (gone.Count < count)
        {
            var costs = new double[left.Count];
            Parallel.For(0, left.Count, index => costs[index] = state.CostOf(left[index]));
            var cheapest = left[Array.IndexOf(costs, costs.Min())];
            state.Remove(cheapest);
            left.Remove(cheapest);
            gone.Add(cheapest);
        }

        return gone.ToImmutable();
    }

    private int Taps => features / channels;

    private double CostOf(int channel)
    {
        if (BlockOf(channel) is not { } block)
        {
            return 0;
        }

        var (rows, solved) = (WeightsOf(channel), WeightsOf(channel));
        block.Solve(solved, outputs);
        return TensorPrimitives.Dot<double>(rows, solved);
    }

    private void Remove(int channel)
    {
        if (BlockOf(channel) is not { } block)
        {
            return;
        }

        // [taps, features], the rows of P that belong to the channel.
        var rows = Enumerable.Range(0, Taps).Select(tap => inverse.AsSpan(((tap * channels) + channel) * features, features).ToArray()).ToArray();
        Subtract(weights, outputs);
        Subtract(inverse, features);

        void Subtract(double[] matrix, int count) => Parallel.For(0, count, row =>
        {
            var target = matrix.AsSpan(row * features, features);
            var factors = new double[Taps];
            for (var tap = 0; tap < factors.Length; tap++)
            {
                factors[tap] = target[(tap * channels) + channel];
            }

            block.Solve(factors, 1);
            for (var tap = 0; tap < factors.Length; tap++)
            {
                TensorPrimitives.MultiplyAdd(rows[tap], -factors[tap], target, target);
            }
        });
    }

    /// <summary>P_II, factored; null where nothing depends on the channel any more.</summary>
    private Cholesky? BlockOf(int channel)
    {
        var block = new double[Taps * Taps];
        for (var row = 0; row < Taps; row++)
        {
            for (var column = 0; column < Taps; column++)
            {
                block[(row * Taps) + column] = inverse[((((row * channels) + channel) * features) + (column * channels)) + channel];
            }
        }

        return Cholesky.Factor(block, Taps);
    }

    /// <summary>[outputs, taps].</summary>
    private double[] WeightsOf(int channel)
    {
        var result = new double[outputs * Taps];
        for (var index = 0; index < result.Length; index++)
        {
            result[index] = weights[(index / Taps * features) + (index % Taps * channels) + channel];
        }

        return result;
    }
}
