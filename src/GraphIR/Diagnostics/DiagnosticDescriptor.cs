using System.Globalization;

namespace DepthCompress.GraphIR;

/// <summary>
/// A kind of diagnostic. <paramref name="Format"/> says what is wrong, with numbered holes; <paramref name="Remedy"/> is what the user can do,
/// and what docs/errors.md prints.
/// </summary>
public sealed record DiagnosticDescriptor(string Code, Severity Severity, string Format, string Remedy)
{
    /// <summary>A diagnostic of this kind at a node; null for the file as a whole.</summary>
    public Diagnostic At(string? node, params ReadOnlySpan<object?> arguments) =>
        new(this, node, string.Format(CultureInfo.InvariantCulture, Format, arguments));

    /// <summary>A diagnostic of this kind that stops the command.</summary>
    public DiagnosticException Error(string? where, params ReadOnlySpan<object?> arguments) =>
        new(new Diagnostic(this, null, string.Format(CultureInfo.InvariantCulture, Format, arguments)) { File = where });
}
