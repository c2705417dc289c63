using System.Numerics.Tensors;

namespace DepthCompress.Passes.Fitting;

/// <summary>A = L Lᵀ for a symmetric positive definite matrix, in double precision; blocked, and parallel over rows.</summary>
internal sealed class Cholesky
{
    private const int Block = 48;
    private readonly int size;
    private readonly double[] lower;

    private Cholesky(int size, double[] lower) => (this.size, this.lower) = (size, lower);

    /// <summary>Factors a matrix [size, size], row by row; null where it is not positive definite.</summary>
    public static Cholesky? Factor(double[] matrix, int size)
    {
        var lower = (double[])matrix.Clone();
        for (var start = 0; start < size; start += Block)
        {
            var end = Math.Min(start + Block, size);
            for (var row = start; row < end; row++)
            {
                EliminateRow(lower, size, row, start, row);
                var diagonal = lower[(row * size) + row] - TensorPrimitives.SumOfSquares(lower.AsSpan(row * size, row));
                if (!(diagonal > 0) || !double.IsFinite(diagonal))
                {
                    return null;
                }

                lower[(row * size) + row] = Math.Sqrt(diagonal);
            }

            Parallel.For(end, size, row => EliminateRow(lower, size, row, start, end));
        }

        return new Cholesky(size, lower);
    }

    /// <summary>Solves A x = b for each row b of [count, size], in place.</summary>
    public void Solve(double[] rows, int count) => Parallel.For(0, count, index =>
    {
        var x = rows.AsSpan(index * size, size);
        for (var row = 0; row < size; row++)
        {
            x[row] = (x[row] - TensorPrimitives.Dot(lower.AsSpan(row * size, row), x[..row])) / lower[(row * size) + row];
        }

        for (var row = size - 1; row >= 0; row--)
        {
            x[row] /= lower[(row * size) + row];
            TensorPrimitives.MultiplyAdd(lower.AsSpan(row * size, row), -x[row], x[..row], x[..row]);
        }
    });

    /// <summary>L[row, start … end) from the finished rows of that block.</summary>
    private static void EliminateRow(double[] lower, int size, int row, int start, int end)
    {
        for (var column = start; column < end; column++)
        {
            var dot = TensorPrimitives.Dot(lower.AsSpan(row * size, column), lower.AsSpan(column * size, column));
            lower[(row * size) + column] = (lower[(row * size) + column] - dot) / lower[(column * size) + column];
        }
    }
}
