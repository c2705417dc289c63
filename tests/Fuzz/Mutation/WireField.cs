namespace DepthCompress.Fuzz;

/// <summary>Where a field of the wire format lies: its tag, what follows, and where it ends.</summary>
internal readonly record struct WireField(int Start, int TagEnd, int Body, int End, int Wire)
{
    public const int Delimited = 2;

    private const int MostFields = 4096;

    /// <summary>The fields between two places; none where these bytes are not made of fields.</summary>
    public static List<WireField> In(ReadOnlySpan<byte> bytes, int from, int to)
    {
        var fields = new List<WireField>();
        for (var position = from; position < to && fields.Count < MostFields;)
        {
            if (At(bytes, position, to) is not { } field)
            {
                return [];
            }

            fields.Add(field);
            position = field.End;
        }

        return fields;
    }

    /// <summary>A number as the format writes it, in at least so many bytes.</summary>
    public static byte[] Number(ulong value, int least = 1)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80 || bytes.Count + 1 < least; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static WireField? At(ReadOnlySpan<byte> bytes, int start, int to)
    {
        var position = start;
        if (Read(bytes, to, ref position) is not { } tag || tag >> 3 is 0 or > 1 << 20)
        {
            return null;
        }

        var (wire, tagEnd, body) = ((int)(tag & 7), position, position);
        switch (wire)
        {
            case 0: body = Read(bytes, to, ref position) is null ? int.MaxValue : position; break;
            case 1: body += 8; break;
            case 5: body += 4; break;
            case Delimited when Read(bytes, to, ref position) is { } length && length <= (ulong)(to - position):
                return new(start, tagEnd, position, position + (int)length, wire);
            default: return null;
        }

        return body <= to ? new(start, tagEnd, tagEnd, body, wire) : null;
    }

    private static ulong? Read(ReadOnlySpan<byte> bytes, int to, ref int position)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70 && position < to; shift += 7)
        {
            var next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return null;
    }
}
