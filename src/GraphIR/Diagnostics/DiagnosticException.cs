namespace DepthCompress.GraphIR;

/// <summary>Carries the diagnostic that stops a command up to the command line: a user's mistake, an unfit environment, an interrupted run.</summary>
public sealed class DiagnosticException(Diagnostic diagnostic, Exception? inner = null) : Exception(diagnostic.Message, inner)
{
    /// <summary>What to tell the user.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;

    /// <summary>The code, such as <c>DC1001</c>; what it means is in docs/errors.md.</summary>
    public string Code => Diagnostic.Descriptor.Code;
}
