using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace DepthCompress.GraphIR;

/// <summary>
/// <c>result += left · right</c> in double precision, row-major with strides: where composition and the reference evaluation spend their
/// time.
/// </summary>
internal static class MatrixProduct
{
    private const int BlockRows = 4;

    private const int BlockDepth = 256;

    private static readonly int BlockColumns = 3 * Vector<double>.Count;

    /// <summary>
    /// Adds left [rows, inner] · right [inner, columns] to result [rows, columns]; a stride is the distance between rows.
    /// </summary>
    public static void Accumulate(
        ReadOnlySpan<double> left, int leftStride, ReadOnlySpan<double> right, int rightStride, Span<double> result, int resultStride,
        int rows, int inner, int columns)
    {
        if (rows < BlockRows || inner < BlockRows || columns < BlockColumns)
        {
            ByRows(left, leftStride, right, rightStride, result, resultStride, rows, inner, columns);
            return;
        }

        var bands = (rows + BlockRows - 1) / BlockRows;
        var packedLeft = ArrayPool<double>.Shared.Rent(bands * BlockRows * BlockDepth);
        var packedRight = ArrayPool<double>.Shared.Rent(BlockDepth * BlockColumns);
        for (var from = 0; from < inner; from += BlockDepth)
        {
            var depth = Math.Min(BlockDepth, inner - from);
            PackLeft(left[from..], leftStride, packedLeft, rows, depth);
            for (var column = 0; column < columns; column += BlockColumns)
            {
                var width = Math.Min(BlockColumns, columns - column);
                PackRight(right[((from * rightStride) + column)..], rightStride, packedRight, depth, width);
                for (var band = 0; band < bands; band++)
                {
                    var row = band * BlockRows;
                    var target = result[((row * resultStride) + column)..];
                    Block(packedLeft.AsSpan(row * depth), packedRight, target, resultStride, depth, Math.Min(BlockRows, rows - row), width);
                }
            }
        }

        ArrayPool<double>.Shared.Return(packedLeft);
        ArrayPool<double>.Shared.Return(packedRight);
    }

    private static void ByRows(
        ReadOnlySpan<double> left, int leftStride, ReadOnlySpan<double> right, int rightStride, Span<double> result, int resultStride,
        int rows, int inner, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            var target = result.Slice(row * resultStride, columns);
            for (var k = 0; k < inner; k++)
            {
                TensorPrimitives.MultiplyAdd(right.Slice(k * rightStride, columns), left[(row * leftStride) + k], target, target);
            }
        }
    }

    /// <summary>Bands of four rows, column after column; missing rows are zero.</summary>
    private static void PackLeft(ReadOnlySpan<double> left, int stride, Span<double> packed, int rows, int depth)
    {
        for (var band = 0; band * BlockRows < rows; band++)
        {
            var target = packed.Slice(band * BlockRows * depth, BlockRows * depth);
            for (var row = 0; row < BlockRows; row++)
            {
                var source = (band * BlockRows) + row;
                for (var k = 0; k < depth; k++)
                {
                    target[(k * BlockRows) + row] = source < rows ? left[(source * stride) + k] : 0;
                }
            }
        }
    }

    private static void PackRight(ReadOnlySpan<double> right, int stride, Span<double> packed, int depth, int width)
    {
        for (var k = 0; k < depth; k++)
        {
            var target = packed.Slice(k * BlockColumns, BlockColumns);
            right.Slice(k * stride, width).CopyTo(target);
            target[width..].Clear();
        }
    }

    /// <summary>Four rows times three vectors, kept in registers over the whole depth.</summary>
    private static void Block(
        ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result, int stride, int depth, int height, int width)
    {
        Vector<double> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector<double> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        var rows = MemoryMarshal.Cast<double, Vector<double>>(right);
        for (var k = 0; k < depth; k++)
        {
            var (r0, r1, r2) = (rows[3 * k], rows[(3 * k) + 1], rows[(3 * k) + 2]);
            var scale = left.Slice(k * BlockRows, BlockRows);
            var (a, b) = (new Vector<double>(scale[0]), new Vector<double>(scale[1]));
            var (c, d) = (new Vector<double>(scale[2]), new Vector<double>(scale[3]));
            (a0, a1, a2) = (Vector.FusedMultiplyAdd(a, r0, a0), Vector.FusedMultiplyAdd(a, r1, a1), Vector.FusedMultiplyAdd(a, r2, a2));
            (b0, b1, b2) = (Vector.FusedMultiplyAdd(b, r0, b0), Vector.FusedMultiplyAdd(b, r1, b1), Vector.FusedMultiplyAdd(b, r2, b2));
            (c0, c1, c2) = (Vector.FusedMultiplyAdd(c, r0, c0), Vector.FusedMultiplyAdd(c, r1, c1), Vector.FusedMultiplyAdd(c, r2, c2));
            (d0, d1, d2) = (Vector.FusedMultiplyAdd(d, r0, d0), Vector.FusedMultiplyAdd(d, r1, d1), Vector.FusedMultiplyAdd(d, r2, d2));
        }

        ReadOnlySpan<Vector<double>> sums = [a0, a1, a2, b0, b1, b2, c0, c1, c2, d0, d1, d2];
        var flat = MemoryMarshal.Cast<Vector<double>, double>(sums);
        for (var row = 0; row < height; row++)
        {
            var target = result.Slice(row * stride, width);
            TensorPrimitives.Add(flat.Slice(row * BlockColumns, width), target, target);
        }
    }
}
