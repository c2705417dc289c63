using System.Numerics;
using System.Runtime.InteropServices;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// The predicted form of image records: every plane holds differences to the left and then to the upper neighbor, red and blue
/// additionally differences to green; all modulo 256.
/// </summary>
internal static class PixelPrediction
{
    /// <summary>Turns the differences of one image into its pixels, in place.</summary>
    public static void Decode(Span<byte> planes, ImageShape shape)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            DecodePlane(planes.Slice(channel * shape.Area, shape.Area), shape.Width);
        }

        if (shape.Channels == 3)
        {
            var green = planes.Slice(shape.Area, shape.Area);
            Add(planes[..shape.Area], green);
            Add(planes[(2 * shape.Area)..], green);
        }
    }

    private static void DecodePlane(Span<byte> plane, int width)
    {
        for (var start = 0; start < plane.Length; start += width)
        {
            var row = plane.Slice(start, width);
            byte sum = 0;
            for (var x = 0; x < row.Length; x++)
            {
                sum += row[x];
                row[x] = sum;
            }

            if (start > 0)
            {
                Add(row, plane.Slice(start - width, width));
            }
        }
    }

    private static void Add(Span<byte> target, ReadOnlySpan<byte> addend)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(target);
        var wideAddend = MemoryMarshal.Cast<byte, Vector<byte>>(addend);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] += wideAddend[i];
        }

        for (var i = wide.Length * Vector<byte>.Count; i < target.Length; i++)
        {
            target[i] += addend[i];
        }
    }
}
