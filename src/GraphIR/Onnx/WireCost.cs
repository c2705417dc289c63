namespace DepthCompress.GraphIR;

/// <summary>
/// What the parts of a file take in memory once they are parsed and understood, rather more than less: an empty node takes 2 bytes in the
/// file. Measured on files of nothing but one part (a test does so again).
/// </summary>
internal static class WireCost
{
    /// <summary>A number that the format knows, also one of many.</summary>
    public const long Number = 16;

    /// <summary>A field that the format does not know; protobuf keeps it.</summary>
    public const long Unknown = 160;

    private const long Object = 48;

    /// <summary>What a file of so many bytes may take.</summary>
    public static long Allowance(long length) => 80_000_000 + (8 * length);

    /// <summary>A message, without what lies in it.</summary>
    public static long Of(WirePart part) => part switch
    {
        WirePart.Graph or WirePart.Function or WirePart.Training => 1500,
        WirePart.Node => 2100,
        WirePart.Tensor or WirePart.SparseTensor => 800,
        WirePart.ValueInfo => 500,
        WirePart.Attribute => 450,
        _ => 200,
    };

    /// <summary>Text: one byte becomes two.</summary>
    public static long Text(int length) => Object + (2L * length);

    /// <summary>Bytes, or numbers that lie behind each other.</summary>
    public static long Plain(WirePart part, int number, ReadOnlySpan<byte> bytes) => (part, number) switch
    {
        (WirePart.Tensor, 1 or 7 or 11) or (WirePart.Attribute, 8) or (WirePart.SparseTensor, 3) => 24L * Numbers(bytes),
        (WirePart.Tensor, 5) => 16L * Numbers(bytes),
        (WirePart.Tensor, 4 or 10) or (WirePart.Attribute, 7) => 4L * bytes.Length,
        _ => Object + bytes.Length,
    };

    /// <summary>Every number ends with a byte below 128.</summary>
    private static int Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = 0;
        foreach (var value in bytes)
        {
            numbers += value < 0x80 ? 1 : 0;
        }

        return numbers;
    }
}
