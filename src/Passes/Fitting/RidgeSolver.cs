using System.Numerics.Tensors;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Ridge regression in closed form: with centered sums, W = (G + μ I)⁻¹ (H + μ W₀), μ = λ · tr(G) / features; the intercept is not shrunk.
/// W₀ is what is believed before any data is seen: zero, the identity, or the weights so far.
/// </summary>
public static class RidgeSolver
{
    /// <summary>A solution.</summary>
    /// <param name="Weights">[outputs, features].</param>
    /// <param name="Intercept">[outputs].</param>
    /// <param name="Residual">The mean of |z − Wu − b|² over the samples.</param>
    /// <param name="Variance">The mean of |z − mean z|².</param>
    public sealed record Solution(double[] Weights, double[] Intercept, double Residual, double Variance)
    {
        /// <summary>μ, as it was used in the end.</summary>
        public double Shrink { get; init; }

        /// <summary>The part of the targets' variance left unexplained, 0 to 1.</summary>
        public double RelativeError => Variance > 0 ? Residual / Variance : 0;
    }

    /// <summary>Solves; λ is raised tenfold until the matrix is positive definite in double precision.</summary>
    /// <param name="sums">The statistics.</param>
    /// <param name="lambda">Relative to the mean diagonal of G.</param>
    /// <param name="prior">W₀, [outputs, features]; null is zero.</param>
    /// <exception cref="DiagnosticException">DC3243: the statistics are of activations that are infinite or not a number.</exception>
    public static Solution Solve(GramSums sums, double lambda, double[]? prior = null)
    {
        var (features, outputs, samples) = (sums.Features, sums.Outputs, Math.Max(1, sums.Samples));
        var gram = Centered(sums.Gram, sums.FeatureSum, sums.FeatureSum, samples);
        var cross = Centered(sums.Cross, sums.TargetSum, sums.FeatureSum, samples);
        var trace = Enumerable.Range(0, features).Sum(index => gram[(index * features) + index]);
        var scale = trace > 0 ? trace / features : 1;
        var size = TensorPrimitives.SumOfMagnitudes<double>(gram) + TensorPrimitives.SumOfMagnitudes<double>(cross);
        while (true)
        {
            var shrink = lambda * scale;
            if (!double.IsFinite(shrink + size))
            {
                // No λ would ever do.
                throw DiagnosticCatalog.ActivationsNotFinite.Error(null);
            }

            var system = (double[])gram.Clone();
            for (var index = 0; index < features; index++)
            {
                system[(index * features) + index] += shrink;
            }

            if (Cholesky.Factor(system, features) is not { } factor)
            {
                lambda = Math.Max(lambda * 10, 1e-12);
                continue;
            }

            var weights = (double[])cross.Clone();
            if (prior is not null)
            {
                TensorPrimitives.MultiplyAdd(prior, shrink, weights, weights);
            }

            factor.Solve(weights, outputs);
            var (residual, variance) = Residual(sums, gram, cross, weights, samples);
            return new Solution(weights, Intercept(sums, weights, samples), residual, variance) { Shrink = shrink };
        }
    }

    /// <summary>Sums of products minus those of the means.</summary>
    internal static double[] Centered(double[] products, double[] rowSum, double[] columnSum, double samples)
    {
        var result = (double[])products.Clone();
        for (var row = 0; row < rowSum.Length; row++)
        {
            var target = result.AsSpan(row * columnSum.Length, columnSum.Length);
            TensorPrimitives.MultiplyAdd(columnSum, -rowSum[row] / samples, target, target);
        }

        return result;
    }

    /// <summary>What makes the means agree.</summary>
    internal static double[] Intercept(GramSums sums, double[] weights, double samples)
    {
        var intercept = new double[sums.Outputs];
        for (var output = 0; output < intercept.Length; output++)
        {
            var explained = TensorPrimitives.Dot(weights.AsSpan(output * sums.Features, sums.Features), sums.FeatureSum);
            intercept[output] = (sums.TargetSum[output] - explained) / samples;
        }

        return intercept;
    }

    /// <summary>From the sums alone: Σ |z − mean|² and that minus Σ (2 w·h − w·Gw), per sample.</summary>
    internal static (double Residual, double Variance) Residual(GramSums sums, double[] gram, double[] cross, double[] weights, double samples)
    {
        var (total, explained) = (0.0, 0.0);
        var features = sums.Features;
        var product = new double[features];
        for (var output = 0; output < sums.Outputs; output++)
        {
            var weight = weights.AsSpan(output * features, features);
            for (var row = 0; row < features; row++)
            {
                product[row] = TensorPrimitives.Dot(gram.AsSpan(row * features, features), weight);
            }

            explained += (2 * TensorPrimitives.Dot(weight, cross.AsSpan(output * features, features))) - TensorPrimitives.Dot<double>(weight, product);
            total += sums.TargetSquare[output] - (sums.TargetSum[output] * sums.TargetSum[output] / samples);
        }

        return (Math.Max(0, total - explained) / samples, total / samples);
    }
}
