namespace DepthCompress.Tool.Tests.Shards;

/// <summary>The values of a YAML text by their places, as far as our own texts go: nested keys and lists, two spaces a level.</summary>
internal static class YamlLeaves
{
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
