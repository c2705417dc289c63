using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Tests;

public sealed class CholeskyTests
{
    /// <summary>Sizes around the block size of the factorization among them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(97)]
    [InlineData(150)]
    public void SolvesWhatEliminationSolves(int size)
    {
        var random = new SeededData(size);
        var root = Enumerable.Range(0, size * size).Select(_ => random.Next() - 0.5).ToArray();
        var matrix = new double[size * size];
        var square = new double[size, size];
        for (var i = 0; i < size * size; i++)
        {
            var (row, column) = (i / size, i % size);
            matrix[i] = Enumerable.Range(0, size).Sum(k => root[(row * size) + k] * root[(column * size) + k]) + (row == column ? 0.1 : 0);
            square[row, column] = matrix[i];
        }

        var untouched = (double[])matrix.Clone();
        var right = Enumerable.Range(0, 3 * size).Select(_ => random.Next() - 0.5).ToArray();
        var solution = (double[])right.Clone();

        Cholesky.Factor(matrix, size)!.Solve(solution, 3);

        Assert.Equal(untouched, matrix);
        for (var row = 0; row < 3; row++)
        {
            var expected = Elimination.Solve(square, right[(row * size)..((row + 1) * size)]);
            Assert.All(expected.Zip(solution.Skip(row * size)), pair =>
                Assert.Equal(pair.First, pair.Second, 1e-8 * (1 + Math.Abs(pair.First))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void RefusesWhatIsNotPositiveDefinite(double pivot) => Assert.Null(Cholesky.Factor([1, 0, 0, pivot], 2));

    [Fact]
    public void RefusesAMatrixWithDependentRows() => Assert.Null(Cholesky.Factor([1, 2, 2, 4], 2));
}
