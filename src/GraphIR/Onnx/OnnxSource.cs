namespace DepthCompress.GraphIR;

/// <summary>Where a model comes from, for messages and for the files beside it.</summary>
/// <param name="Path">The file; null for bytes in memory.</param>
internal sealed record OnnxSource(string? Path)
{
    /// <summary>A finding about the file that stops the reader.</summary>
    public DiagnosticException Error(DiagnosticDescriptor kind, params ReadOnlySpan<object?> arguments) => kind.Error(Path, arguments);

    /// <summary>A finding about a node that stops the reader.</summary>
    public DiagnosticException ErrorAt(string node, DiagnosticDescriptor kind, params ReadOnlySpan<object?> arguments) =>
        new(kind.At(node, arguments) with { File = Path });

    /// <summary>A finding that does not.</summary>
    public Diagnostic Note(DiagnosticDescriptor kind, params ReadOnlySpan<object?> arguments) =>
        kind.At(null, arguments) with { File = Path };
}
