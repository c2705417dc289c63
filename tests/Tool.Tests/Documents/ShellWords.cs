using System.Text;

namespace DepthCompress.Tool.Tests.Documents;

/// <summary>As much of a shell as the examples need: words, quotes, comments.</summary>
internal static class ShellWords
{
    private static readonly ImmutableArray<string> Launchers = ["depthcompress ", "artifacts/depthcompress "];

    /// <summary>What stands behind the name of the program; null where another program is called.</summary>
    internal static string? ProgramOf(string line) =>
        Launchers.FirstOrDefault(launcher => line.StartsWith(launcher, StringComparison.Ordinal)) is { } found
            ? string.Join(' ', Split(line[found.Length..]).Select(Quoted)) : null;

    /// <summary>The words of a line, quotes resolved, up to a comment or a redirection.</summary>
    internal static ImmutableArray<string> Split(string line)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        StringBuilder? word = null;
        char? quote = null;
        foreach (var sign in line)
        {
            if (quote is null && sign is '#' or '>' && word is null)
            {
                break;
            }

            if (sign == quote || (quote is null && sign is '\'' or '"'))
            {
                (quote, word) = (quote is null ? sign : null, word ?? new());
            }
            else if (quote is null && sign is ' ')
            {
                Finish(words, ref word);
            }
            else
            {
                word = (word ?? new()).Append(sign);
            }
        }

        Finish(words, ref word);
        return words.ToImmutable();
    }

    private static void Finish(ImmutableArray<string>.Builder words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }

    private static string Quoted(string word) => word.Contains(' ') ? $"\"{word}\"" : word;
}
