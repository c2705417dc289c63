namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>Others work on the processors that latencies are to be measured on.</summary>
    public static DiagnosticDescriptor MachineIsBusy => new(
        "DC5050", Severity.Warning,
        "other programs work on this machine: {0} of the processor time that was asked for was given; measuring takes longer, and may end without a verdict",
        "end the other programs, or measure with fewer threads (--threads)");

    /// <summary>A constant expression over constants that fill the memory.</summary>
    public static DiagnosticDescriptor OperandsTooLarge => new(
        "DC5051", Severity.Info, "not computed ahead: its constants take {0} bytes, more than the {1} that are read for that", "nothing");

    /// <summary>Rows of nodes that are rewritten one by one.</summary>
    public static DiagnosticDescriptor NotFinished => new(
        "DC5052", Severity.Warning,
        "the pass '{0}' looked at {1} nodes and is not at its end: what is left to rewrite stays as it is, and computes the same",
        "run 'optimize' on the result, which goes on from there");
}
