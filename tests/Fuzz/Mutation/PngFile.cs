using System.Buffers.Binary;
using System.IO.Compression;

namespace DepthCompress.Fuzz;

/// <summary>Small PNG files, and changes to them behind which the checks of their parts still hold: else nothing else of them would be read.</summary>
internal static class PngFile
{
    private const int Signature = 8;
    private const int Around = 12;

    /// <summary>A file with these pixels.</summary>
    /// <param name="width">Of the image.</param>
    /// <param name="height">Of the image.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="color">0 gray, 2 color, 3 palette, 4 and 6 with transparency.</param>
    /// <param name="rows">The rows, each behind a byte for its filter.</param>
    public static byte[] Of(int width, int height, byte depth, byte color, byte[] rows)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (depth, color);
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            packing.Write(rows);
        }

        byte[] palette = color is 3 ? Part("PLTE"u8, [0, 0, 0, 255, 255, 255]) : [];
        return [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. Part("IHDR"u8, head), .. palette, .. Part("IDAT"u8, packed.ToArray()), .. Part("IEND"u8, [])];
    }

    /// <summary>A change to the head or to any bytes.</summary>
    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        if (random.Next(3) is 0 && bytes.Length > 33)
        {
            var changed = (byte[])bytes.Clone();
            switch (random.Next(4))
            {
                case 0: BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(16), Size(random)); break;
                case 1: BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(20), Size(random)); break;
                default: changed[24 + random.Next(5)] = (byte)random.Next(17); break;
            }

            return Mended(changed);
        }

        return Mended(ByteMutator.Change(bytes, other, random));
    }

    private static int Size(Random random) => random.Next(4) switch
    {
        0 => random.Next(64),
        1 => 1 << random.Next(31),
        2 => random.Next(),
        _ => -random.Next(4),
    };

    /// <summary>The same with right checks, as far as its parts can be told.</summary>
    private static byte[] Mended(byte[] bytes)
    {
        for (long at = Signature; at + Around <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            if (at + Around + length > bytes.Length)
            {
                break;
            }

            var check = Check(bytes.AsSpan((int)at + 4, (int)length + 4));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan((int)(at + 8 + length)), check);
            at += Around + length;
        }

        return bytes;
    }

    private static byte[] Part(ReadOnlySpan<byte> name, byte[] contents)
    {
        var part = new byte[contents.Length + Around];
        BinaryPrimitives.WriteInt32BigEndian(part, contents.Length);
        name.CopyTo(part.AsSpan(4));
        contents.CopyTo(part, 8);
        BinaryPrimitives.WriteUInt32BigEndian(part.AsSpan(part.Length - 4), Check(part.AsSpan(4, contents.Length + 4)));
        return part;
    }

    /// <summary>CRC-32 as PNG has it.</summary>
    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
