namespace DepthCompress.Runtime.Data;

/// <summary>
/// Separable resampling with half-pixel centers. Where an image becomes smaller the kernel is widened, so that nothing aliases;
/// the cubic is that of Keys (1981) with a = -0.5, borders are mirrored (both as MATLAB's imresize has them).
/// </summary>
internal static class Resampling
{
    public static float[] Resize(ReadOnlySpan<float> pixels, ImageShape from, ImageShape to, ResampleFilter filter)
    {
        var columns = Weights.Of(from.Width, to.Width, filter);
        var rows = Weights.Of(from.Height, to.Height, filter);
        var result = new float[to.Length];
        var narrow = new float[from.Height * to.Width];
        for (var channel = 0; channel < from.Channels; channel++)
        {
            var plane = pixels.Slice(channel * from.Area, from.Area);
            for (var y = 0; y < from.Height; y++)
            {
                for (var x = 0; x < to.Width; x++)
                {
                    narrow[(y * to.Width) + x] = columns.Sum(x, plane[(y * from.Width)..], stride: 1);
                }
            }

            for (var y = 0; y < to.Height; y++)
            {
                for (var x = 0; x < to.Width; x++)
                {
                    result[(channel * to.Area) + (y * to.Width) + x] = rows.Sum(y, narrow.AsSpan(x), to.Width);
                }
            }
        }

        return result;
    }

    /// <summary>For every new position the old ones it is made of, and how much of each.</summary>
    private sealed class Weights(int taps, int[] positions, double[] shares)
    {
        public static Weights Of(int from, int to, ResampleFilter filter)
        {
            var scale = (double)from / to;
            var stretch = filter == ResampleFilter.Nearest ? 1 : Math.Max(1, scale);
            var reach = stretch * filter switch { ResampleFilter.Bicubic => 2, ResampleFilter.Bilinear => 1, _ => 0.5 };
            var taps = filter == ResampleFilter.Nearest ? 1 : (int)Math.Ceiling(2 * reach) + 1;
            var (positions, shares) = (new int[taps * to], new double[taps * to]);
            for (var i = 0; i < to; i++)
            {
                var center = ((i + 0.5) * scale) - 0.5;
                var first = filter == ResampleFilter.Nearest ? (int)Math.Floor((i + 0.5) * scale) : (int)Math.Ceiling(center - reach);
                var total = 0.0;
                for (var tap = 0; tap < taps; tap++)
                {
                    positions[(i * taps) + tap] = Mirror(first + tap, from);
                    shares[(i * taps) + tap] = Kernel((first + tap - center) / stretch, filter);
                    total += shares[(i * taps) + tap];
                }

                for (var tap = 0; tap < taps; tap++)
                {
                    shares[(i * taps) + tap] /= total;
                }
            }

            return new(taps, positions, shares);
        }

        public float Sum(int position, ReadOnlySpan<float> line, int stride)
        {
            var sum = 0.0;
            for (var tap = position * taps; tap < (position + 1) * taps; tap++)
            {
                sum += shares[tap] * line[positions[tap] * stride];
            }

            return (float)sum;
        }

        private static int Mirror(int position, int length)
        {
            var period = 2 * length;
            var wrapped = ((position % period) + period) % period;
            return wrapped < length ? wrapped : period - 1 - wrapped;
        }

        private static double Kernel(double x, ResampleFilter filter)
        {
            x = Math.Abs(x);
            return filter switch
            {
                ResampleFilter.Nearest => 1,
                ResampleFilter.Bilinear => Math.Max(0, 1 - x),
                _ when x <= 1 => (((1.5 * x) - 2.5) * x * x) + 1,
                _ when x < 2 => ((((-0.5 * x) + 2.5) * x - 4) * x) + 2,
                _ => 0,
            };
        }
    }
}
