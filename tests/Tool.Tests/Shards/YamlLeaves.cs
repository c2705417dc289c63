using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>The values of a YAML text by their places, as far as our own texts go: nested keys and lists, two spaces a level.</summary>
internal static class YamlLeaves
{
    /// <summary>The same as JSON: what is quoted is text, and digits alone are a number.</summary>
    internal static JsonNode Json(string text)
    {
        var root = new JsonObject();
        foreach (var (place, value) in Of(text))
        {
            var steps = place.Split('/');
            JsonNode node = root;
            for (var step = 0; step < steps.Length; step++)
            {
                JsonNode inner = step == steps.Length - 1 ? Scalar(value) : char.IsDigit(steps[step + 1][0]) ? new JsonArray() : new JsonObject();
                node = Enter(node, steps[step].Replace('~', '/'), inner);
            }
        }

        return root;
    }

    private static JsonNode Enter(JsonNode node, string name, JsonNode inner)
    {
        if (node is JsonArray list)
        {
            var index = int.Parse(name, CultureInfo.InvariantCulture);
            if (index == list.Count)
            {
                list.Add(inner);
            }

            return list[index]!;
        }

        node[name] ??= inner;
        return node[name]!;
    }

    private static JsonValue Scalar(string value) =>
        value.StartsWith('"') ? JsonValue.Create(JsonNode.Parse(value)!.GetValue<string>())
        : Regex.IsMatch(value, "^[0-9]+$") ? JsonValue.Create(long.Parse(value, CultureInfo.InvariantCulture))
        : JsonValue.Create(value);

    internal static Dictionary<string, string> Of(string text)
    {
        var leaves = new Dictionary<string, string>();
        var stack = new List<(int Indent, string Name)>();
        var counts = new Dictionary<string, int>();
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && !line.TrimStart().StartsWith('#')))
        {
            var (indent, rest) = (line.Length - line.TrimStart().Length, line.TrimStart());
            Assert.Equal(0, indent % 2);
            stack.RemoveAll(entry => entry.Indent >= indent);
            if (rest.StartsWith("- ", StringComparison.Ordinal))
            {
                var list = Place(stack);
                var number = counts[list] = counts.GetValueOrDefault(list, -1) + 1;
                stack.Add((indent, $"{number}"));
                (indent, rest) = (indent + 2, rest[2..]);
            }

            var parts = rest.StartsWith('"') ? [rest] : rest.Split(':', 2);
            if (parts is [var key, var value])
            {
                stack.Add((indent, key.Replace('/', '~')));
                if (value.Length > 0)
                {
                    Assert.True(leaves.TryAdd(Place(stack), value.Trim()), $"'{Place(stack)}' stands there twice");
                }
            }
            else
            {
                leaves[Place(stack)] = rest;
            }
        }

        return leaves;

        static string Place(List<(int Indent, string Name)> stack) => string.Join('/', stack.Select(entry => entry.Name));
    }
}
