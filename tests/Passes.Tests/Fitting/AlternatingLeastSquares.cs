using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Tests;

/// <summary>The plain way to a regression of low rank: each half is solved for while the other stands still.</summary>
internal static class AlternatingLeastSquares
{
    /// <summary>The residual per sample, and the product [outputs, features], after some rounds from random halves.</summary>
    public static (double Residual, double[] Product) Search(GramSums sums, int rank, int rounds, int seed)
    {
        var (features, outputs, samples) = (sums.Features, sums.Outputs, sums.Samples);
        var gram = RidgeSolver.Centered(sums.Gram, sums.FeatureSum, sums.FeatureSum, samples);
        var cross = RidgeSolver.Centered(sums.Cross, sums.TargetSum, sums.FeatureSum, samples);
        var random = new SeededData(seed);
        var project = Enumerable.Range(0, rank * features).Select(_ => random.Next() - 0.5).ToArray();
        var lift = new double[outputs * rank];
        for (var round = 0; round < rounds; round++)
        {
            // Lift = H Pᵀ (P G Pᵀ)⁻¹, then Project = (Lᵀ L)⁻¹ Lᵀ H G⁻¹.
            var inner = Times(Times(project, gram, rank, features, features), Transposed(project, rank, features), rank, features, rank);
            lift = Transposed(Solved(inner, Transposed(Times(cross, Transposed(project, rank, features), outputs, features, rank), outputs, rank), rank), rank, outputs);
            var full = Transposed(Solved(gram, Transposed(cross, outputs, features), features), features, outputs);
            var across = Transposed(lift, outputs, rank);
            project = Solved(Times(across, lift, rank, outputs, rank), Times(across, full, rank, outputs, features), rank);
        }

        var product = Times(lift, project, outputs, rank, features);
        return (RidgeSolver.Residual(sums, gram, cross, product, samples).Residual, product);
    }

    private static double[] Times(double[] left, double[] right, int rows, int middle, int columns) =>
        [.. from row in Enumerable.Range(0, rows)
            from column in Enumerable.Range(0, columns)
            select Enumerable.Range(0, middle).Sum(k => left[(row * middle) + k] * right[(k * columns) + column])];

    private static double[] Transposed(double[] matrix, int rows, int columns) =>
        [.. from column in Enumerable.Range(0, columns) from row in Enumerable.Range(0, rows) select matrix[(row * columns) + column]];

    /// <summary>A⁻¹ B for B [size, columns].</summary>
    private static double[] Solved(double[] matrix, double[] right, int size)
    {
        var columns = right.Length / size;
        var result = new double[right.Length];
        for (var column = 0; column < columns; column++)
        {
            var square = new double[size, size];
            for (var i = 0; i < size * size; i++)
            {
                square[i / size, i % size] = matrix[i];
            }

            var solution = Elimination.Solve(square, [.. Enumerable.Range(0, size).Select(row => right[(row * columns) + column])]);
            for (var row = 0; row < size; row++)
            {
                result[(row * columns) + column] = solution[row];
            }
        }

        return result;
    }
}
