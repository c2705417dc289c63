namespace DepthCompress.Fuzz;

/// <summary>A field of a message in a message in a message, as the fields that lead to it.</summary>
internal static class WirePath
{
    /// <summary>A field at any depth: one of the top level and, as long as chance wants it, one of those in it.</summary>
    public static ImmutableArray<WireField> Pick(byte[] bytes, Random random)
    {
        var path = ImmutableArray.CreateBuilder<WireField>();
        var (from, to) = (0, bytes.Length);
        while (WireField.In(bytes, from, to) is { Count: > 0 } fields)
        {
            var next = fields[random.Next(fields.Count)];
            path.Add(next);
            if (next.Wire is not WireField.Delimited || random.Next(4) is 0)
            {
                break;
            }

            (from, to) = (next.Body, next.End);
        }

        return path.ToImmutable();
    }

    /// <summary>Puts something in the place of the last field; the lengths of those around it are mended.</summary>
    public static byte[] Replace(byte[] bytes, ImmutableArray<WireField> path, byte[] with)
    {
        var (inner, field) = (with, path[^1]);
        for (var i = path.Length - 2; i >= 0; i--)
        {
            var around = path[i];
            byte[] content = [.. bytes.AsSpan(around.Body..field.Start), .. inner, .. bytes.AsSpan(field.End..around.End)];
            inner = [.. bytes.AsSpan(around.Start..around.TagEnd), .. WireField.Number((ulong)content.Length), .. content];
            field = around;
        }

        return [.. bytes.AsSpan(0, field.Start), .. inner, .. bytes.AsSpan(field.End)];
    }
}
