using System.Numerics.Tensors;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix: Householder reflections to three diagonals, then QL steps with implicit shifts. For
/// hundreds of rows, where <see cref="SymmetricEigen"/> takes too long.
/// </summary>
internal sealed class SymmetricSpectrum
{
    private const int MostSteps = 60;
    private readonly double[][] vectors;
    private readonly double[] diagonal;
    private readonly double[] beside;

    private SymmetricSpectrum(double[][] matrix)
    {
        var size = matrix.Length;
        (diagonal, beside) = (new double[size], new double[size]);
        vectors = [.. Enumerable.Range(0, size).Select(row => new double[size])];
        for (var row = 0; row < size; row++)
        {
            vectors[row][row] = 1;
        }

        Tridiagonalize(matrix);
        for (var row = 0; row < size; row++)
        {
            Isolate(row);
        }
    }

    /// <summary>Eigenvalues, the largest first, each with its vector of length one.</summary>
    /// <param name="matrix">Symmetric, row by row; it is not changed.</param>
    /// <param name="size">The number of rows.</param>
    public static (double Value, double[] Vector)[] Of(ReadOnlySpan<double> matrix, int size)
    {
        var rows = new double[size][];
        for (var row = 0; row < size; row++)
        {
            rows[row] = matrix.Slice(row * size, size).ToArray();
        }

        var spectrum = new SymmetricSpectrum(rows);
        return [.. spectrum.diagonal.Zip(spectrum.vectors).OrderByDescending(pair => pair.First)];
    }

    /// <summary>A ← H A H for one reflection after another; each leaves two entries of its row beside the diagonal.</summary>
    private void Tridiagonalize(double[][] a)
    {
        var size = a.Length;
        for (var k = 0; k < size - 2; k++)
        {
            var first = k + 1;
            var v = a[k].AsSpan(first).ToArray();
            var norm = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(v));
            var alpha = v[0] > 0 ? -norm : norm;
            v[0] -= alpha;
            var length = TensorPrimitives.SumOfSquares<double>(v);
            if (length > 0)
            {
                Reflect(a, v, 2 / length, first);
                Rotate(v, 2 / length, first);
            }

            (diagonal[k], beside[k]) = (a[k][k], length > 0 ? alpha : a[k][first]);
        }

        if (size > 1)
        {
            (diagonal[size - 2], beside[size - 2]) = (a[size - 2][size - 2], a[size - 2][size - 1]);
        }

        diagonal[size - 1] = a[size - 1][size - 1];
    }

    /// <summary>The part of the matrix behind the row, from both sides.</summary>
    private static void Reflect(double[][] a, double[] v, double beta, int first)
    {
        var p = new double[v.Length];
        for (var row = 0; row < v.Length; row++)
        {
            p[row] = beta * TensorPrimitives.Dot<double>(a[first + row].AsSpan(first), v);
        }

        TensorPrimitives.MultiplyAdd(v, -beta / 2 * TensorPrimitives.Dot<double>(v, p), p, p);
        for (var row = 0; row < v.Length; row++)
        {
            var target = a[first + row].AsSpan(first);
            TensorPrimitives.MultiplyAdd(p, -v[row], target, target);
            TensorPrimitives.MultiplyAdd(v, -p[row], target, target);
        }
    }

    private void Rotate(double[] v, double beta, int first)
    {
        var sum = new double[vectors.Length];
        for (var row = 0; row < v.Length; row++)
        {
            TensorPrimitives.MultiplyAdd(vectors[first + row], v[row], sum, sum);
        }

        for (var row = 0; row < v.Length; row++)
        {
            TensorPrimitives.MultiplyAdd(sum, -beta * v[row], vectors[first + row], vectors[first + row]);
        }
    }

    /// <summary>Steps until one eigenvalue stands alone.</summary>
    private void Isolate(int row)
    {
        for (var step = 0; step < MostSteps && EndOf(row) is var end && end > row; step++)
        {
            Step(row, end);
        }
    }

    /// <summary>Where the block that begins at a row ends: behind it nothing stands beside the diagonal.</summary>
    private int EndOf(int row)
    {
        var end = row;
        while (end < diagonal.Length - 1 && Math.Abs(beside[end]) > 1e-16 * (Math.Abs(diagonal[end]) + Math.Abs(diagonal[end + 1])))
        {
            end++;
        }

        return end;
    }

    private void Step(int row, int end)
    {
        var slope = (diagonal[row + 1] - diagonal[row]) / (2 * beside[row]);
        var bulge = diagonal[end] - diagonal[row] + (beside[row] / (slope + Math.CopySign(Math.Sqrt((slope * slope) + 1), slope)));
        var (sine, cosine, shift) = (1.0, 1.0, 0.0);
        for (var i = end - 1; i >= row; i--)
        {
            var (lower, kept) = (sine * beside[i], cosine * beside[i]);
            var length = Math.Sqrt((lower * lower) + (bulge * bulge));
            beside[i + 1] = length;
            if (length == 0)
            {
                diagonal[i + 1] -= shift;
                beside[end] = 0;
                return;
            }

            (sine, cosine) = (lower / length, bulge / length);
            var rest = diagonal[i + 1] - shift;
            var turn = ((diagonal[i] - rest) * sine) + (2 * cosine * kept);
            shift = sine * turn;
            diagonal[i + 1] = rest + shift;
            bulge = (cosine * turn) - kept;
            Turn(vectors[i], vectors[i + 1], sine, cosine);
        }

        diagonal[row] -= shift;
        (beside[row], beside[end]) = (bulge, 0);
    }

    private static void Turn(double[] left, double[] right, double sine, double cosine)
    {
        for (var k = 0; k < left.Length; k++)
        {
            (left[k], right[k]) = ((cosine * left[k]) - (sine * right[k]), (sine * left[k]) + (cosine * right[k]));
        }
    }
}
