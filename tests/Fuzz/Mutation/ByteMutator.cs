namespace DepthCompress.Fuzz;

/// <summary>Changes that know nothing of the bytes they change.</summary>
internal static class ByteMutator
{
    private static readonly byte[][] Tokens =
    [
        [0], [0xFF], [0x7F], [0x80], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], [0x1F, 0x8B], [0x0B], [0x0C],
    ];

    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        var changed = bytes.ToList();
        for (var change = random.Next(4); change >= 0; change--)
        {
            Once(changed, other, random);
        }

        return [.. changed];
    }

    private static void Once(List<byte> bytes, byte[] other, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + random.Next(random.Next(2) is 0 ? 4 : 64));
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.Insert(at, (byte)random.Next(256)); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6: Overwrite(bytes, at, Tokens[random.Next(Tokens.Length)]); break;
            case 7: bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]); break;
            default: Splice(bytes, at, other, random); break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] token)
    {
        for (var i = 0; i < token.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = token[i];
        }
    }

    private static void Splice(List<byte> bytes, int at, byte[] other, Random random)
    {
        if (other.Length > 0)
        {
            var from = random.Next(other.Length);
            bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 1 + random.Next(128))).ToArray());
        }
    }
}
