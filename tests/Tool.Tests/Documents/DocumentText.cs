using System.Text;
using System.Text.RegularExpressions;

namespace DepthCompress.Tool.Tests.Documents;

/// <summary>A document of the repository: its fenced blocks, headings and links.</summary>
internal sealed partial class DocumentText
{
    private DocumentText(string name, string[] lines) => (Name, Lines) = (name, lines);

    /// <summary>The path in the repository.</summary>
    internal string Name { get; }

    /// <summary>All lines.</summary>
    internal IReadOnlyList<string> Lines { get; }

    /// <summary>The fenced blocks, in order.</summary>
    internal IEnumerable<FencedBlock> Blocks
    {
        get
        {
            for (var at = 0; at < Lines.Count; at++)
            {
                if (Fence().Match(Lines[at]) is not { Success: true } fence)
                {
                    continue;
                }

                var first = at + 1;
                for (at = first; Lines[at].Trim() != "```"; at++)
                {
                }

                var varies = first >= 2 && Lines[first - 2].Trim() == "<!-- figures vary -->";
                yield return new(fence.Groups[1].Value, first + 1, [.. Lines.Skip(first).Take(at - first)], varies);
            }
        }
    }

    /// <summary>What links can point at: every heading as the web sites of repositories spell it.</summary>
    internal IReadOnlySet<string> Anchors => Prose.Where(line => line.StartsWith('#')).Select(Anchor).ToHashSet();

    /// <summary>The targets of links and images.</summary>
    internal IEnumerable<string> Links => Prose.SelectMany(line => Link().Matches(line).Select(match => match.Groups[1].Value));

    /// <summary>The lines outside of fenced blocks.</summary>
    private IEnumerable<string> Prose
    {
        get
        {
            var inside = false;
            foreach (var line in Lines)
            {
                if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                {
                    inside = !inside;
                }
                else if (!inside)
                {
                    yield return line;
                }
            }
        }
    }

    internal static DocumentText Read(string name) => new(name, File.ReadAllLines(Path.Combine(RepositoryRoot.Path, name)));

    /// <summary>The name of a heading in a link: lower case, hyphens for blanks, other signs left out.</summary>
    private static string Anchor(string heading)
    {
        var text = new StringBuilder();
        foreach (var sign in heading.TrimStart('#').Trim().ToLowerInvariant())
        {
            text.Append(sign is ' ' ? "-" : char.IsLetterOrDigit(sign) || sign is '-' or '_' ? $"{sign}" : "");
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^\s*```(\w+)")]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)\s]+)\)|<img[^>]* src=""([^""]+)""")]
    private static partial Regex Link();
}
