using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>What stands before the numbers of a NumPy <c>.npy</c> file (format 1 to 3).</summary>
internal sealed partial record NpyHeader(string Type, ImmutableArray<long> Shape, long DataStart)
{
    private const int MostHeaderBytes = 1 << 16;
    private const int MostAxes = 32;

    public int ElementBytes => Type[^1] - '0';

    /// <summary>Reads the header of an array in C order whose numbers we can read.</summary>
    public static NpyHeader Read(FileStream stream, string path)
    {
        var text = ReadText(stream, path);
        var type = TypePattern().Match(text) is { Success: true } match ? match.Groups[1].Value : null;
        if (type is not ("<f2" or "<f4" or "<f8" or "|u1" or "<i4" or "<i8"))
        {
            throw DiagnosticCatalog.ArrayTypeUnsupported.Error(path, type is null ? "of structures" : $"of type '{type}'");
        }

        if (FortranPattern().IsMatch(text))
        {
            throw DiagnosticCatalog.ArrayOrderUnsupported.Error(path);
        }

        var shape = ShapePattern().Match(text);
        string[] sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!shape.Success || sizes.Length > MostAxes || Array.Exists(sizes, size => !long.TryParse(size, NumberStyles.None, null, out _)))
        {
            throw DiagnosticCatalog.ArrayHeaderBroken.Error(path, "it states no shape");
        }

        var header = new NpyHeader(type, [.. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))], stream.Position);
        var promised = header.Shape.Aggregate(new BigInteger(header.ElementBytes), (product, size) => product * size);
        var found = stream.Length - stream.Position;
        return promised == found ? header : throw DiagnosticCatalog.ArraySizeWrong.Error(path, string.Join('x', header.Shape), type, found);
    }

    /// <summary>Turns the bytes of some elements into numbers.</summary>
    public void Convert(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var element = bytes[(i * ElementBytes)..];
            numbers[i] = Type switch
            {
                "<f2" => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                "<f4" => BinaryPrimitives.ReadSingleLittleEndian(element),
                "<f8" => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                "|u1" => element[0],
                "<i4" => BinaryPrimitives.ReadInt32LittleEndian(element),
                _ => BinaryPrimitives.ReadInt64LittleEndian(element),
            };
        }
    }

    private static string ReadText(FileStream stream, string path)
    {
        var start = new byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || start is not [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', >= 1 and <= 3, _])
        {
            throw DiagnosticCatalog.ArrayHeaderBroken.Error(path, "it does not begin as a NumPy array does");
        }

        var size = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        var length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > MostHeaderBytes || length > stream.Length - stream.Position)
        {
            throw DiagnosticCatalog.ArrayHeaderBroken.Error(path, $"it claims to be {length} bytes long");
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        return Encoding.Latin1.GetString(text);
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([^']*)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*True")]
    private static partial Regex FortranPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapePattern();
}
