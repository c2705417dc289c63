namespace DepthCompress.GraphIR;

/// <summary>How serious a diagnostic is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Worth acting on.</summary>
    Warning,

    /// <summary>The command cannot do its work.</summary>
    Error,
}
