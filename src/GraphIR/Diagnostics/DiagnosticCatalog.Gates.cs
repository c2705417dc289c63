namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A condition that is none.</summary>
    public static DiagnosticDescriptor GateUnreadable => new(
        "DC2730", Severity.Error, "{0} cannot be '{1}': {2}",
        "write a metric, one of > >= < <=, and a limit, with commas between conditions: drop>0.5pp,speedup<1.3");

    /// <summary>A condition on something that nobody measures.</summary>
    public static DiagnosticDescriptor GateMetricUnknown => new(
        "DC2731", Severity.Error, "{0} names '{1}', but there are {2}", "docs/pipelines.md says what each of them is");

    /// <summary>A limit in a unit that the metric does not have.</summary>
    public static DiagnosticDescriptor GateUnitUnfit => new(
        "DC2732", Severity.Error, "{0} cannot judge '{1}': {2}", "write the limit in another unit");

    /// <summary>A condition on something that this run does not measure.</summary>
    public static DiagnosticDescriptor GateNotMeasured => new(
        "DC2733", Severity.Error, "the gate '{0}' cannot be judged: {1}",
        "leave it out, or give the command what it takes: a second model, --data with labels, another unit");

    /// <summary>The same, where the configuration sets it for several commands.</summary>
    public static DiagnosticDescriptor GateLeftOut => new(
        "DC2734", Severity.Info, "the gate '{0}' of the configuration is not judged: {1}", "nothing; --fail-if insists");

    /// <summary>A result that is not good enough.</summary>
    public static DiagnosticDescriptor GateMissed => new(
        "DC2740", Severity.Error, "the gate '{0}' is missed: {1}", "mend the model or its settings, or move the gate; what was written stays");
}
