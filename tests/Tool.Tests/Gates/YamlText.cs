namespace DepthCompress.Tool.Tests.Gates;

/// <summary>
/// Reads the part of YAML that our snippets use, and nothing else: maps and lists by indentation, plain and quoted scalars, lists in brackets,
/// literal blocks. What it does not know it refuses.
/// </summary>
internal sealed class YamlText
{
    private readonly List<(int Indent, string Text)> lines;
    private int next;

    private YamlText(string text)
    {
        Assert.DoesNotContain('\t', text);
        lines = [.. text.Split('\n').Select(line => (line.Length - line.TrimStart().Length, line.Trim())).Where(line => line.Item2.Length > 0)];
    }

    /// <summary>A map, a list or a text.</summary>
    internal static object Parse(string text)
    {
        var reader = new YamlText(text);
        var node = reader.Node(0);
        Assert.Equal(reader.lines.Count, reader.next);
        return node;
    }

    private object Node(int indent) => lines[next].Text.StartsWith("- ", StringComparison.Ordinal) ? List(indent) : Map(indent);

    private List<object> List(int indent)
    {
        var list = new List<object>();
        while (next < lines.Count && lines[next].Indent == indent && lines[next].Text.StartsWith("- ", StringComparison.Ordinal))
        {
            var item = lines[next].Text[2..];
            if (Split(item) is null)
            {
                next++;
                list.Add(Scalar(item));
                continue;
            }

            // What follows the dash is the first line of a map that is two columns further in.
            lines[next] = (indent + 2, item);
            list.Add(Map(indent + 2));
        }

        Assert.True(next == lines.Count || lines[next].Indent < indent, next < lines.Count ? lines[next].Text : "");
        return list;
    }

    private Dictionary<string, object> Map(int indent)
    {
        var map = new Dictionary<string, object>();
        while (next < lines.Count && lines[next].Indent == indent && !lines[next].Text.StartsWith("- ", StringComparison.Ordinal))
        {
            var (key, value) = Split(lines[next].Text) ?? throw new FormatException(lines[next].Text);
            next++;
            map.Add(key, value == "|" ? Block(indent) : value.Length > 0 ? Scalar(value)
                : next < lines.Count && lines[next].Indent > indent ? Node(lines[next].Indent) : "");
        }

        Assert.True(next == lines.Count || lines[next].Indent <= indent, next < lines.Count ? lines[next].Text : "");
        return map;
    }

    private string Block(int indent)
    {
        var block = new List<string>();
        for (; next < lines.Count && lines[next].Indent > indent; next++)
        {
            block.Add(lines[next].Text);
        }

        return string.Join('\n', block);
    }

    private static (string Key, string Value)? Split(string text)
    {
        var colon = text.EndsWith(':') && !text.Contains(": ", StringComparison.Ordinal) ? text.Length - 1 : text.IndexOf(": ", StringComparison.Ordinal);
        return colon <= 0 || text[..colon].Contains(' ', StringComparison.Ordinal) ? null : (text[..colon], text[(colon + 1)..].Trim());
    }

    private static object Scalar(string text) => text switch
    {
        ['[', .. var items, ']'] => items.Split(',').Select(item => Scalar(item.Trim())).ToList(),
        ['"', .. var quoted, '"'] when !quoted.Contains('"', StringComparison.Ordinal) => quoted,
        ['\'', .. var quoted, '\''] when !quoted.Contains('\'', StringComparison.Ordinal) => quoted,
        // A plain scalar begins with no sign that means something, and holds neither a comment nor a key.
        _ when text[0] is '"' or '\'' or '[' or '{' or '&' or '*' or '!' or '%' or '@' or '`' or '>' || text.Contains(" #", StringComparison.Ordinal)
            || text.Contains(": ", StringComparison.Ordinal) => throw new FormatException(text),
        _ => text,
    };
}
