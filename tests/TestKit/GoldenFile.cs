using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// A rewrite as text: comments, the pipeline, the graph before, the graph after (or <c>=== same</c>) and the diagnostics. Sections are
/// separated by lines that begin with <c>===</c>.
/// </summary>
public sealed record GoldenFile
{
    /// <summary>Where it lies.</summary>
    public required string Path { get; init; }

    /// <summary>Comments and other lines in front of the graph, as they stand.</summary>
    public required string Head { get; init; }

    /// <summary>The passes to run.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The graph before.</summary>
    public required string Before { get; init; }

    /// <summary>Where the graph before begins, for messages about its syntax.</summary>
    public required int FirstLine { get; init; }

    /// <summary>The graph after; null where nothing is expected to happen.</summary>
    public string? After { get; init; }

    /// <summary>The expected diagnostics, one per line.</summary>
    public ImmutableArray<string> Diagnostics { get; init; } = [];

    /// <summary>Reads a file.</summary>
    public static GoldenFile Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var graph = Array.FindIndex(lines, line => line.StartsWith("graph ", StringComparison.Ordinal));
        var sections = Sections(lines, graph);
        var pipeline = lines.Take(Math.Max(graph, 0)).FirstOrDefault(line => line.StartsWith("pipeline:", StringComparison.Ordinal));
        if (graph < 0 || pipeline is null || sections.Count < 2)
        {
            throw new InvalidDataException($"{path}: expected 'pipeline: …', a graph, and a section that begins with '==='");
        }

        return new GoldenFile
        {
            Path = path,
            Head = Joined(lines.Take(graph)),
            Pipeline = pipeline["pipeline:".Length..].Trim(),
            Before = Joined(sections[0].Lines),
            FirstLine = graph + 1,
            After = sections[1].Title == "same" ? null : Joined(sections[1].Lines),
            Diagnostics = [.. sections.Skip(2).SelectMany(section => section.Lines).Where(line => line.Length > 0)],
        };
    }

    /// <summary>A diagnostic as a line of the third section.</summary>
    public static string Line(Diagnostic diagnostic) =>
        $"{diagnostic.Descriptor.Severity.ToString().ToLowerInvariant()} {diagnostic.Descriptor.Code}"
            + $"{(diagnostic.Node is { } node ? $" @{node}" : "")}: {diagnostic.Message}";

    /// <summary>Writes the file with other expectations.</summary>
    public void Accept(string before, string after, ImmutableArray<string> diagnostics)
    {
        var text = new StringBuilder(Head).Append(Before).Append(after == before ? "=== same\n" : $"===\n{after}");
        if (!diagnostics.IsEmpty)
        {
            text.Append("===\n").AppendJoin('\n', diagnostics).Append('\n');
        }

        File.WriteAllText(Path, text.ToString());
    }

    private static List<(string Title, List<string> Lines)> Sections(string[] lines, int graph)
    {
        var sections = new List<(string Title, List<string> Lines)> { ("", []) };
        foreach (var line in lines.Skip(Math.Max(graph, 0)))
        {
            if (line.StartsWith("===", StringComparison.Ordinal))
            {
                sections.Add((line[3..].Trim(), []));
            }
            else
            {
                sections[^1].Lines.Add(line);
            }
        }

        return sections;
    }

    private static string Joined(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"{line}\n"));
}
