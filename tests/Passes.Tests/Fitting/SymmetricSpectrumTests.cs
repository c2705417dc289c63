using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Tests;

/// <summary>Eigenvalues and vectors by their definition.</summary>
public sealed class SymmetricSpectrumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(80)]
    public void VectorsAreStretchedByTheirValues(int size)
    {
        var matrix = MatrixOf(size, size, seed: size);

        Check(matrix, size);
    }

    /// <summary>Many eigenvalues that are equal, or zero.</summary>
    [Theory]
    [InlineData(24, 5)]
    [InlineData(24, 0)]
    public void LowRankIsNoObstacle(int size, int rank)
    {
        var spectrum = Check(MatrixOf(size, rank, seed: 3), size);

        Assert.All(spectrum.Skip(rank), pair => Assert.Equal(0, pair.Value, 1e-10));
    }

    [Fact]
    public void ADiagonalIsItsOwnSpectrum()
    {
        var spectrum = Check([2, 0, 0, 0, 7, 0, 0, 0, -1], 3);

        Assert.Equal([7.0, 2, -1], spectrum.Select(pair => pair.Value));
    }

    private static (double Value, double[] Vector)[] Check(double[] matrix, int size)
    {
        var spectrum = SymmetricSpectrum.Of(matrix, size);
        var scale = 1 + Math.Abs(spectrum[0].Value);

        Assert.Equal(size, spectrum.Length);
        Assert.Equal(spectrum.Select(pair => pair.Value).OrderDescending(), spectrum.Select(pair => pair.Value));
        for (var i = 0; i < size; i++)
        {
            var (value, vector) = spectrum[i];
            for (var row = 0; row < size; row++)
            {
                Assert.Equal(value * vector[row], Enumerable.Range(0, size).Sum(k => matrix[(row * size) + k] * vector[k]), 1e-10 * scale);
            }

            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(i == j ? 1 : 0, vector.Zip(spectrum[j].Vector, (a, b) => a * b).Sum(), 1e-10);
            }
        }

        return spectrum;
    }

    /// <summary>Σ v vᵀ over so many random v.</summary>
    private static double[] MatrixOf(int size, int rank, int seed)
    {
        var random = new SeededData(seed);
        var matrix = new double[size * size];
        for (var term = 0; term < rank; term++)
        {
            var vector = Enumerable.Range(0, size).Select(_ => random.Next() - 0.5).ToArray();
            for (var i = 0; i < matrix.Length; i++)
            {
                matrix[i] += vector[i / size] * vector[i % size];
            }
        }

        return matrix;
    }
}
