namespace DepthCompress.Tool.Tests.Documents;

/// <summary>A command of a document and what the document says that it prints.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Words">Behind the name of the program.</param>
/// <param name="Shown">What stands below; a line <c>…</c> stands for any number of lines.</param>
/// <param name="Exit">The exit code: what <c>$ echo $?</c> shows, else 0.</param>
/// <param name="Varies">Whether all of its figures vary, and not only times and shares.</param>
internal sealed record DocumentExample(int Line, ImmutableArray<string> Words, ImmutableArray<string> Shown, int Exit, bool Varies)
{
    /// <summary>The commands in a document's <c>console</c> blocks, in order.</summary>
    internal static IEnumerable<DocumentExample> In(DocumentText document) =>
        document.Blocks.Where(block => block.Language == "console").SelectMany(In);

    private static IEnumerable<DocumentExample> In(FencedBlock block)
    {
        DocumentExample? current = null;
        for (var at = 0; at < block.Lines.Length; at++)
        {
            var line = block.Lines[at];
            if (!line.StartsWith("$ ", StringComparison.Ordinal))
            {
                current = current is null ? null : current with { Shown = current.Shown.Add(line) };
                continue;
            }

            if (line == "$ echo $?")
            {
                current = current! with { Exit = int.Parse(block.Lines[++at], System.Globalization.CultureInfo.InvariantCulture) };
                continue;
            }

            if (current is not null)
            {
                yield return current;
            }

            var (first, command) = (at, line[2..]);
            while (command.EndsWith('\\'))
            {
                command = command[..^1] + block.Lines[++at].TrimStart();
            }

            current = ShellWords.ProgramOf(command) is { } words
                ? new(block.Line + first, ShellWords.Split(words), [], 0, block.Varies) : null;
        }

        if (current is not null)
        {
            yield return current;
        }
    }
}
