namespace DepthCompress.Fuzz;

/// <summary>
/// Changes to the wire format of protobuf, field by field: lengths that lie, numbers in too many bytes, other wire types, groups, nesting,
/// repeated and exchanged fields. The lengths around a changed field are mended, mostly.
/// </summary>
internal static class WireMutator
{
    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        var path = WirePath.Pick(bytes, random);
        if (path.IsEmpty)
        {
            return ByteMutator.Change(bytes, other, random);
        }

        var field = path[^1];
        var whole = bytes[field.Start..field.End];
        byte[] changed = random.Next(9) switch
        {
            0 => [],
            1 => [.. whole, .. whole],
            2 => [(byte)((whole[0] & 0xF8) | random.Next(8)), .. whole.AsSpan(1)],
            3 => [(byte)((random.Next(32) << 3) | (whole[0] & 7)), .. whole.AsSpan(1)],
            4 => [0x0B, .. whole, (byte)(random.Next(4) is 0 ? 0x14 : 0x0C)],
            5 when field.Wire is WireField.Delimited => Lied(bytes, field, random),
            6 => Nested(whole, random),
            7 => PickBytes(other, random),
            _ => [.. whole, .. PickBytes(other, random)],
        };
        return random.Next(8) is 0
            ? [.. bytes.AsSpan(0, field.Start), .. changed, .. bytes.AsSpan(field.End)]
            : WirePath.Replace(bytes, path, changed);
    }

    private static byte[] Lied(byte[] bytes, WireField field, Random random)
    {
        var length = (ulong)(field.End - field.Body);
        ulong lie = random.Next(6) switch
        {
            0 => length + 1,
            1 => length is 0 ? 0 : length - 1,
            2 => uint.MaxValue,
            3 => ulong.MaxValue,
            4 => int.MaxValue,
            _ => (ulong)random.Next(1 << 20),
        };
        var most = random.Next(3) is 0 ? random.Next(12) : 0;
        return [.. bytes.AsSpan(field.Start, field.TagEnd - field.Start), .. WireField.Number(lie, most), .. bytes.AsSpan(field.Body, (int)length)];
    }

    /// <summary>The field inside itself, many times; the lengths are right.</summary>
    private static byte[] Nested(byte[] field, Random random)
    {
        var inner = field;
        for (var depth = random.Next(random.Next(8) is 0 ? 200 : 12); depth > 0 && inner.Length < 4096; depth--)
        {
            inner = [(byte)((field[0] & 0xF8) | WireField.Delimited), .. WireField.Number((ulong)inner.Length), .. inner];
        }

        return inner;
    }

    private static byte[] PickBytes(byte[] bytes, Random random) =>
        WirePath.Pick(bytes, random) is [.., var field] ? bytes[field.Start..field.End] : [];
}
