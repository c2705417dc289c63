using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Torch;

/// <summary>
/// How one axis is resized: each place of the result as a weighted sum of places of the input. The arithmetic of places is that of ONNX, in
/// single precision like the engine's, since a place on the border between two decides which one counts.
/// </summary>
internal sealed class ResizeAxis(Resize resize, int size, int result, float scale)
{
    /// <summary>The place of the input that each place of the result takes.</summary>
    internal long[] Nearest() => [.. Enumerable.Range(0, result).Select(place => (long)Math.Clamp(Round(Source(place)), 0, size - 1))];

    /// <summary>The weights [result, input].</summary>
    internal double[] Weights()
    {
        var weights = new double[result * size];
        for (var place = 0; place < result; place++)
        {
            var row = weights.AsSpan(place * size, size);
            if (resize.Mode == "linear")
            {
                Linear(row, Source(place));
            }
            else
            {
                Cubic(row, Source(place));
            }
        }

        return weights;
    }

    private static void Linear(Span<double> row, float source)
    {
        var inside = Math.Clamp(source, 0, row.Length - 1);
        var first = (int)inside;
        row[first] += 1.0 - (inside - first);
        row[Math.Min(first + 1, row.Length - 1)] += inside - first;
    }

    /// <summary>Cubic convolution over four places (Keys 1981).</summary>
    private void Cubic(Span<double> row, float source)
    {
        var first = (int)Math.Floor(source);
        var sum = 0.0;
        for (var tap = first - 1; tap <= first + 2; tap++)
        {
            var weight = Keys(Math.Abs(source - (double)tap), resize.CubicCoefficient);
            if (!resize.ExcludeOutside || (tap >= 0 && tap < row.Length))
            {
                row[Math.Clamp(tap, 0, row.Length - 1)] += weight;
                sum += weight;
            }
        }

        for (var i = 0; resize.ExcludeOutside && i < row.Length; i++)
        {
            row[i] /= sum;
        }
    }

    private static double Keys(double distance, double a) => distance switch
    {
        <= 1 => ((((a + 2) * distance) - (a + 3)) * distance * distance) + 1,
        < 2 => (((((a * distance) - (5 * a)) * distance) + (8 * a)) * distance) - (4 * a),
        _ => 0,
    };

    private float Source(int place) => resize.CoordinateMode switch
    {
        _ when scale == 1 && size == result => place,
        "asymmetric" => place / scale,
        "align_corners" => result == 1 ? 0 : place * (size - 1f) / (result - 1),
        "pytorch_half_pixel" => result > 1 ? ((place + 0.5f) / scale) - 0.5f : 0,
        "half_pixel_symmetric" => (size / 2f * (1 - (result / (scale * size)))) + ((place + 0.5f) / scale) - 0.5f,
        _ => ((place + 0.5f) / scale) - 0.5f,
    };

    private double Round(float source) => resize.NearestMode switch
    {
        "floor" => Math.Floor(source),
        "ceil" => Math.Ceiling(source),
        "round_prefer_ceil" => Math.Floor(source + 0.5f),
        _ => Math.Ceiling(source - 0.5f),
    };
}
