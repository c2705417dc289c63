namespace DepthCompress.GraphIR;

/// <summary>One finding: what kind, at which node, in the user's words.</summary>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, string? Node, string Message)
{
    /// <summary>The file or folder it concerns, where that is not the model of the command.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The canonical line: <c>file : category code: text; remedy</c>. The node's name goes into the text: MSBuild takes what stands in
    /// parentheses behind a file for a line number.
    /// </summary>
    public string ToLine(string file)
    {
        var category = Descriptor.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };
        var node = Node is null ? "" : $"node '{Node}': ";
        return $"{File ?? file} : {category} {Descriptor.Code}: {node}{Message}; {Descriptor.Remedy}";
    }
}
