namespace DepthCompress.GraphIR;

/// <summary>One finding: what kind, at which node, in the user's words.</summary>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, string? Node, string Message)
{
    private const int MostLetters = 4000;

    /// <summary>The file or folder it concerns, where that is not the model of the command.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The canonical line: <c>file : category code: text; remedy</c>. The node's name goes into the text: MSBuild takes what stands in
    /// parentheses behind a file for a line number. Names come from files that nobody vouches for: what would end the line, or steer a
    /// terminal, is shown as a question mark, and the middle of endless names is left out.
    /// </summary>
    public string ToLine(string file)
    {
        var category = Descriptor.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };
        var node = Node is null ? "" : $"node '{Node}': ";
        return $"{Printable(File ?? file)} : {category} {Descriptor.Code}: {Printable(node + Message)}; {Descriptor.Remedy}";
    }

    private static string Printable(string text)
    {
        if (text.Length > MostLetters)
        {
            text = $"{text[..(MostLetters / 2)]} … {text[^(MostLetters / 2)..]}";
        }

        return ShownText.Of(text);
    }
}
