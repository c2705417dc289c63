using System.Text.Unicode;

namespace DepthCompress.GraphIR;

/// <summary>
/// Walks the wire format before protobuf does: every length against what is left, depth, number of parts, text. A file that
/// passes is parsed without surprises, in memory that is proportional to it; of one that does not, the first mistake is told. Allocates
/// nothing that the file controls.
/// </summary>
internal ref struct WireScan
{
    private const int MaxDepth = 64;

    /// <summary>An empty part takes 2 bytes in the file and some hundred in memory.</summary>
    private const int MaxParts = 8_000_000;

    private readonly ReadOnlySpan<byte> bytes;
    private readonly string? file;
    private int position;
    private int parts;
    private long cost;
    private bool recognized;

    private WireScan(ReadOnlySpan<byte> bytes, string? file)
    {
        this.bytes = bytes;
        this.file = file;
    }

    private enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        StartGroup = 3,
        EndGroup = 4,
        Fixed32 = 5,
    }

    /// <summary>Refuses bytes that are no model.</summary>
    /// <exception cref="DiagnosticException">What is wrong, and where.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, string? file)
    {
        var scan = new WireScan(bytes, file);
        scan.Message(WirePart.Model, bytes.Length, depth: 0);
    }

    private void Message(WirePart part, int end, int depth)
    {
        while (position < end)
        {
            var start = position;
            var tag = Varint(end, start);
            var (number, wire) = (tag >> 3, (WireType)(tag & 7));
            if (tag > uint.MaxValue || number is 0)
            {
                throw Damaged(start, "no field has this number");
            }

            Count();
            var isKnown = WireSchema.FieldOf(part, (int)number) is not WirePart.Unknown;
            switch (wire)
            {
                case WireType.Bytes: Delimited(part, (int)number, end, depth, start); break;
                case WireType.StartGroup: Group(number, end, Deeper(depth)); break;
                default:
                    Scalar(wire, end, start);
                    Spend(isKnown ? WireCost.Number : WireCost.Unknown);
                    break;
            }

            recognized |= isKnown;
        }
    }

    private void Delimited(WirePart part, int number, int end, int depth, int start)
    {
        var length = Varint(end, start);
        if (length > (ulong)(end - position))
        {
            throw depth is 0 && recognized
                ? DiagnosticCatalog.TruncatedModel.Error(file, WireSchema.NameOf(part, number), start, length, bytes.Length - position)
                : Damaged(start, $"'{WireSchema.NameOf(part, number)}' is longer than what it lies in");
        }

        var stop = position + (int)length;
        switch (WireSchema.FieldOf(part, number))
        {
            case WirePart.Unknown:
                Spend(WireCost.Unknown + (long)length);
                position = stop;
                break;
            case WirePart.Plain:
                Spend(WireCost.Plain(part, number, bytes[position..stop]));
                position = stop;
                break;
            case WirePart.Text:
                Spend(WireCost.Text((int)length));
                position = Utf8.IsValid(bytes[position..stop]) ? stop
                    : throw Damaged(start, $"'{WireSchema.NameOf(part, number)}' is not UTF-8");
                break;
            case var inner:
                // What lies in a field that is known is damaged rather than foreign.
                recognized |= depth > 0;
                Spend(WireCost.Of(inner));
                Message(inner, stop, Deeper(depth));
                break;
        }
    }

    private void Group(ulong opening, int end, int depth)
    {
        while (position < end)
        {
            var start = position;
            var tag = Varint(end, start);
            Count();
            Spend(WireCost.Unknown);
            switch ((WireType)(tag & 7))
            {
                case WireType.EndGroup when tag >> 3 == opening: return;
                case WireType.StartGroup: Group(tag >> 3, end, Deeper(depth)); break;
                case WireType.Bytes: Delimited(WirePart.Unknown, 0, end, depth, start); break;
                case var wire: Scalar(wire, end, start); break;
            }
        }

        throw Damaged(position, "a group is not closed");
    }

    private void Scalar(WireType wire, int end, int start)
    {
        switch (wire)
        {
            case WireType.Varint: Varint(end, start); break;
            case WireType.Fixed64: Skip(8, end, start); break;
            case WireType.Fixed32: Skip(4, end, start); break;
            default: throw Damaged(start, $"wire type {(int)wire} is not allowed here");
        }
    }

    private void Skip(int count, int end, int start)
    {
        if (end - position < count)
        {
            throw Damaged(start, "a number is cut off");
        }

        position += count;
    }

    private ulong Varint(int end, int start)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (position >= end)
            {
                throw Damaged(start, "a number is cut off");
            }

            var next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged(start, "a number takes more than 10 bytes");
    }

    private readonly int Deeper(int depth) =>
        depth < MaxDepth ? depth + 1 : throw DiagnosticCatalog.TooDeep.Error(file, MaxDepth, position);

    private void Spend(long bytes)
    {
        cost += bytes;
        if (cost > WireCost.Allowance(this.bytes.Length))
        {
            throw DiagnosticCatalog.TooCostly.Error(file, this.bytes.Length, WireCost.Allowance(this.bytes.Length));
        }
    }

    private void Count()
    {
        if (++parts > MaxParts)
        {
            throw DiagnosticCatalog.TooManyParts.Error(file, MaxParts);
        }
    }

    private readonly DiagnosticException Damaged(int at, string what) => recognized
        ? DiagnosticCatalog.DamagedModel.Error(file, at, what)
        : DiagnosticCatalog.NotAnOnnxModel.Error(file, "its first bytes are not those of one");
}
