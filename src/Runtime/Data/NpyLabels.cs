using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Labels that stand in a NumPy array of one axis.</summary>
internal static class NpyLabels
{
    private const int MostClasses = 1 << 24;

    /// <summary>One label for each image.</summary>
    public static ImmutableArray<int> Read(string path, long images)
    {
        var numbers = DataFiles.ReadAsIs(path, stream =>
        {
            var header = NpyHeader.Read(stream, path);
            if (header.Shape.Length != 1 || header.Shape[0] != images || images > Array.MaxLength / 8)
            {
                throw DiagnosticCatalog.LabelCountWrong.Error(path, string.Join('x', header.Shape), images);
            }

            var bytes = new byte[images * header.ElementBytes];
            stream.ReadExactly(bytes);
            var read = new float[images];
            header.Convert(bytes, read);
            return read;
        });
        var bad = Array.FindIndex(numbers, number => number is not (>= 0 and < MostClasses) || number != MathF.Floor(number));
        return bad < 0
            ? [.. numbers.Select(number => (int)number)]
            : throw DiagnosticCatalog.LabelOutOfRange.Error(path, bad, numbers[bad], MostClasses - 1);
    }
}
