using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DepthCompress.Fuzz;

/// <summary>Changes to JSON that leave it JSON: values of another kind or size, entries left out, repeated, moved, nested.</summary>
internal static class JsonMutator
{
    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        if (random.Next(4) is 0 || Parse(bytes) is not { } root)
        {
            return TextMutator.Change(bytes, other, random);
        }

        for (var change = random.Next(3); change >= 0; change--)
        {
            Once(root, Parse(other) ?? root, random);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            var root = JsonNode.Parse(Encoding.UTF8.GetString(bytes), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            return Places(root).Any() ? root : null;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Once(JsonNode root, JsonNode other, Random random)
    {
        var places = Places(root).ToList();
        if (places.Count is 0)
        {
            return;
        }

        var (parent, key, index) = places[random.Next(places.Count)];
        var value = random.Next(14) switch
        {
            > 6 => OfItsKind(Found(parent, key, index), random),
            0 => null,
            1 => JsonNode.Parse(AnyNumber(random)),
            2 => Any(other, random),
            3 => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Any(root, random))]),
            4 => Nested(random),
            5 => JsonValue.Create(random.Next(8) is 0 ? new string('x', 10_000) : TextMutator.Numbers[random.Next(TextMutator.Numbers.Length)]),
            _ => JsonValue.Create(random.Next(2) is 0),
        };
        Put(parent, key, index, value, random);
    }

    private static void Put(JsonNode parent, string? key, int index, JsonNode? value, Random random)
    {
        switch (parent)
        {
            case JsonObject entries when random.Next(4) is 0: entries.Remove(key!); break;
            case JsonObject entries: entries[key!] = value; break;
            case JsonArray items when random.Next(4) is 0: items.RemoveAt(index); break;
            case JsonArray items when random.Next(3) is 0: items.Insert(index, value); break;
            case JsonArray items: items[index] = value; break;
        }
    }

    private static string AnyNumber(Random random)
    {
        var number = TextMutator.Numbers[random.Next(TextMutator.Numbers.Length)];
        return number is "NaN" or "inf" or "00" ? "1.5" : number;
    }

    private static JsonNode? Any(JsonNode root, Random random)
    {
        var places = Places(root).ToList();
        var (parent, key, index) = places[random.Next(places.Count)];
        return Found(parent, key, index)?.DeepClone();
    }

    private static JsonNode? Found(JsonNode parent, string? key, int index) =>
        parent is JsonObject entries ? entries[key!] : ((JsonArray)parent)[index];

    /// <summary>What a reader takes for the same kind of thing, and may find strange all the same.</summary>
    private static JsonNode? OfItsKind(JsonNode? node, Random random) => node?.GetValueKind() switch
    {
        JsonValueKind.Number => JsonNode.Parse(random.Next(2) is 0 ? $"{random.Next(-3, 200)}" : AnyNumber(random)),
        JsonValueKind.String => JsonValue.Create(random.Next(2) is 0 ? $"{node}{node}" : random.Next(3) is 0 ? "" : $"\u0000\u2028{node}"),
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(random.Next(2) is 0),
        JsonValueKind.Array => new JsonArray([.. node.AsArray().Where(_ => random.Next(4) > 0).Select(item => item?.DeepClone())]),
        _ => node?.DeepClone(),
    };

    private static JsonArray Nested(Random random)
    {
        var inner = new JsonArray();
        for (var depth = random.Next(60); depth > 0; depth--)
        {
            inner = [inner];
        }

        return inner;
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject entries => entries.SelectMany(entry => Places(entry.Value).Prepend((entries, entry.Key, 0))),
        JsonArray items => items.SelectMany((item, i) => Places(item).Prepend((items, null, i))),
        _ => [],
    };
}
