namespace DepthCompress.GraphIR;

/// <summary>Collects diagnostics. Order is kept, repetition is not.</summary>
public sealed class DiagnosticSink
{
    private readonly OrderedDictionary<Diagnostic, bool> all = [];

    /// <summary>Whether an error was reported.</summary>
    public bool HasErrors => all.Keys.Any(diagnostic => diagnostic.Descriptor.Severity is Severity.Error);

    /// <summary>Everything reported so far.</summary>
    public ImmutableArray<Diagnostic> All => [.. all.Keys];

    /// <summary>Adds a diagnostic unless it is there already.</summary>
    public void Report(Diagnostic diagnostic) => all.TryAdd(diagnostic, true);
}
