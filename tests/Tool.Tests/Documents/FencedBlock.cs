namespace DepthCompress.Tool.Tests.Documents;

/// <summary>A fenced block of a document.</summary>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Line">The number of its first line.</param>
/// <param name="Lines">What is inside.</param>
/// <param name="Varies">Whether a comment above says that its figures vary from machine to machine.</param>
internal sealed record FencedBlock(string Language, int Line, ImmutableArray<string> Lines, bool Varies)
{
    /// <summary>Everything as one text.</summary>
    internal string Text => string.Join('\n', Lines);

    /// <summary>The command lines of a block of shell script: continued lines joined, comments and prompts left out.</summary>
    internal IEnumerable<string> CommandLines
    {
        get
        {
            var words = "";
            foreach (var line in Lines)
            {
                words += line.TrimStart().TrimStart('$').TrimStart();
                if (words.EndsWith('\\'))
                {
                    words = words[..^1];
                    continue;
                }

                if (ShellWords.ProgramOf(words) is { } rest)
                {
                    yield return rest;
                }

                words = "";
            }
        }
    }
}
