using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DepthCompress.Runtime.Tests;

/// <summary>Writes PNG files of any kind, also such as no program would write.</summary>
internal static class PngFile
{
    public const byte Gray = 0;
    public const byte Color = 2;
    public const byte ColorAndAlpha = 6;

    /// <summary>One of the samples as they lie in the file, most significant byte first, rows without filters.</summary>
    public static byte[] Write(int height, int width, byte kind, int bits, params ReadOnlySpan<byte> samples)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = height == 0 ? 0 : samples.Length / height;
            for (var y = 0; y < height && row > 0; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(samples.Slice(y * row, row));
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, kind);
        return [137, 80, 78, 71, 13, 10, 26, 10, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>An image of one color.</summary>
    public static byte[] Plain(int height, int width, byte red, byte green, byte blue)
    {
        var samples = new byte[3 * height * width];
        for (var i = 0; i < samples.Length; i += 3)
        {
            (samples[i], samples[i + 1], samples[i + 2]) = (red, green, blue);
        }

        return Write(height, width, Color, 8, samples);
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
            }
        }

        return ~sum;
    }
}
