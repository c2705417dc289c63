using System.Numerics.Tensors;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Reduced-rank regression in closed form (Izenman 1975): with B the ridge solution and A = G + μ I, the best map of rank r is U Uᵀ B, where
/// the columns of U are the leading eigenvectors of B A Bᵀ. What it loses beside B is the sum of the other eigenvalues.
/// </summary>
public sealed class ReducedRank
{
    private readonly GramSums sums;
    private readonly double[] gram;
    private readonly double[] cross;
    private readonly (double Value, double[] Vector)[] spectrum;

    /// <summary>Solves once for every rank.</summary>
    /// <param name="sums">The statistics.</param>
    /// <param name="lambda">Relative to the mean diagonal of G.</param>
    public ReducedRank(GramSums sums, double lambda)
    {
        this.sums = sums;
        var samples = Math.Max(1, sums.Samples);
        Full = RidgeSolver.Solve(sums, lambda);
        gram = RidgeSolver.Centered(sums.Gram, sums.FeatureSum, sums.FeatureSum, samples);
        cross = RidgeSolver.Centered(sums.Cross, sums.TargetSum, sums.FeatureSum, samples);
        spectrum = SymmetricSpectrum.Of(Moments(), sums.Outputs);
        Eigenvalues = [.. spectrum.Select(pair => Math.Max(0, pair.Value) / samples)];
    }

    /// <summary>The regression without a bound on the rank.</summary>
    public RidgeSolver.Solution Full { get; }

    /// <summary>What each direction of the outputs adds to the explained part, per sample, the largest first.</summary>
    public ImmutableArray<double> Eigenvalues { get; }

    /// <summary>A solution of some rank: z = Lift · (Project · u) + Intercept.</summary>
    /// <param name="Project">[rank, features].</param>
    /// <param name="Lift">[outputs, rank].</param>
    /// <param name="Intercept">[outputs].</param>
    /// <param name="Residual">The mean of the squared error over the samples.</param>
    /// <param name="Variance">The mean of |z − mean z|².</param>
    public sealed record Solution(double[] Project, double[] Lift, double[] Intercept, double Residual, double Variance)
    {
        /// <summary>The part of the targets' variance left unexplained.</summary>
        public double RelativeError => Variance > 0 ? Residual / Variance : 0;
    }

    /// <summary>The best pair with so many channels in the middle. Both halves carry the scale evenly: each has the root of the product's norm.</summary>
    public Solution Of(int rank)
    {
        var (features, outputs, samples) = (sums.Features, sums.Outputs, Math.Max(1, sums.Samples));
        var (project, lift, product) = (new double[rank * features], new double[outputs * rank], new double[outputs * features]);
        for (var index = 0; index < Math.Min(rank, outputs); index++)
        {
            var direction = spectrum[index].Vector;
            var row = project.AsSpan(index * features, features);
            for (var output = 0; output < outputs; output++)
            {
                TensorPrimitives.MultiplyAdd(Full.Weights.AsSpan(output * features, features), direction[output], row, row);
            }

            var scale = Math.Sqrt(TensorPrimitives.Norm<double>(row)) is > 0 and var root ? root : 1;
            for (var output = 0; output < outputs; output++)
            {
                var target = product.AsSpan(output * features, features);
                TensorPrimitives.MultiplyAdd(row, direction[output], target, target);
                lift[(output * rank) + index] = direction[output] * scale;
            }

            TensorPrimitives.Divide(row, scale, row);
        }

        var (residual, variance) = RidgeSolver.Residual(sums, gram, cross, product, samples);
        return new Solution(project, lift, RidgeSolver.Intercept(sums, product, samples), residual, variance);
    }

    /// <summary>B A Bᵀ.</summary>
    private double[] Moments()
    {
        var (features, outputs) = (sums.Features, sums.Outputs);
        var moments = new double[outputs * outputs];
        Parallel.For(0, outputs, output =>
        {
            var weight = Full.Weights.AsSpan(output * features, features);
            var image = new double[features];
            for (var row = 0; row < features; row++)
            {
                image[row] = TensorPrimitives.Dot(gram.AsSpan(row * features, features), weight) + (Full.Shrink * weight[row]);
            }

            for (var other = 0; other < outputs; other++)
            {
                moments[(output * outputs) + other] = TensorPrimitives.Dot<double>(image, Full.Weights.AsSpan(other * features, features));
            }
        });
        return moments;
    }
}
