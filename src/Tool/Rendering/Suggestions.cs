using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace DepthCompress.Tool;

/// <summary>
/// Answers <c>depthcompress [suggest] "LINE"</c>, which the scripts of <c>completion</c> ask: the words that may follow the line, which ends at the
/// cursor and does not name the program. Options are offered to whoever began one, since files are what is mostly wanted.
/// </summary>
internal sealed class Suggestions(RootCommand root) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens.LastOrDefault(token => token.Type is not TokenType.Directive)?.Value ?? "";
        var word = line[(line.LastIndexOf(' ') + 1)..];
        var whole = $"depthcompress {line}";
        var fitting = root.Parse(whole).GetCompletions(whole.Length).Select(item => item.Label)
            .Where(label => label.StartsWith(word, StringComparison.Ordinal) && IsWanted(label, word)).Distinct();
        foreach (var label in fitting)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(label);
        }

        return (int)ExitCode.Done;
    }

    private static bool IsWanted(string label, string word) => label[0] switch
    {
        '/' => false,
        '-' => word.StartsWith('-'),
        _ => true,
    };
}
