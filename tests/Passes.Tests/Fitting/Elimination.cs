namespace DepthCompress.Passes.Tests;

/// <summary>Linear systems by Gauss elimination with pivoting: another route to what the code under test finds by Cholesky.</summary>
internal static class Elimination
{
    internal static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        var (a, b) = ((double[,])matrix.Clone(), (double[])right.Clone());
        for (var column = 0; column < size; column++)
        {
            var pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(a[row, column]));
            for (var i = 0; i < size; i++)
            {
                (a[column, i], a[pivot, i]) = (a[pivot, i], a[column, i]);
            }

            (b[column], b[pivot]) = (b[pivot], b[column]);
            for (var row = column + 1; row < size; row++)
            {
                var factor = a[row, column] / a[column, column];
                for (var i = column; i < size; i++)
                {
                    a[row, i] -= factor * a[column, i];
                }

                b[row] -= factor * b[column];
            }
        }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var i = row + 1; i < size; i++)
            {
                b[row] -= a[row, i] * b[i];
            }

            b[row] /= a[row, row];
        }

        return b;
    }
}
