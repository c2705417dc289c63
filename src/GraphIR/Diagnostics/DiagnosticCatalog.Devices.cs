namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>No plan suits all devices.</summary>
    public static DiagnosticDescriptor BudgetsUnreachable => new(
        "DC3360", Severity.Error, "no plan keeps what is asked of all devices at once: {0}",
        "ask for less of the device that is farthest off, or allow more families, kernels or longer segments");

    /// <summary>Latencies of a device that nobody measured.</summary>
    public static DiagnosticDescriptor DeviceRowsMissing => new(
        "DC3361", Severity.Error, "of the device '{0}' {1} of {2} latencies of this model are missing",
        "write them into a bundle with 'profile MODEL --export-bundle B', give it to 'measure-bundle B' on the device, and name its results "
        + "file in --devices; settings that change the candidates (--families, --kernels, --batch …) must be the same");

    /// <summary>A device that nothing is asked of.</summary>
    public static DiagnosticDescriptor DeviceWithoutBudget => new(
        "DC3362", Severity.Error, "the device '{0}' has no budget",
        "give it one with --budget NAME=12ms, or name a target for all with --speedup or --target-latency");

    /// <summary>A name that no device has.</summary>
    public static DiagnosticDescriptor DeviceUnknown => new(
        "DC3363", Severity.Error, "{0} names the device '{1}'; there are {2}",
        "name devices as --devices does: NAME=FILE, or else the file's name without its ending");

    /// <summary>A method that cannot hold several budgets.</summary>
    public static DiagnosticDescriptor ObjectiveUnfit => new(
        "DC3364", Severity.Error, "{0} cannot hold a budget of its own for each of several devices",
        "use '--method fit', or ask for a weighted mean: --objective weighted with --speedup or --target-latency, and no budgets by name");

    /// <summary>A table that does not say whose figures count.</summary>
    public static DiagnosticDescriptor DeviceAmbiguous => new(
        "DC3365", Severity.Error, "'{0}' holds latencies of {1} machines: {2}", "say which one: FILE.db?device=PART-OF-ITS-NAME&threads=4");

    /// <summary>A table of latencies that is none of this network.</summary>
    public static DiagnosticDescriptor DeviceTableUnfit => new(
        "DC3366", Severity.Error, "the latencies of the device '{0}' cannot be planned with: {1}",
        "name a results file of 'measure-bundle', or a table file (.db) that holds the device");

    /// <summary>A command that knows one machine only.</summary>
    public static DiagnosticDescriptor DevicesNotHere => new(
        "DC3367", Severity.Error, "'{0}' measures on this machine alone and cannot hold the budgets of several devices",
        "decide with 'plan --devices …', realize the plan with 'apply' or 'finetune', and measure the result on each device with 'bench'; leave \"devices\" out of "
        + "depthcompress.json for this command");

    /// <summary>A search that was given up.</summary>
    public static DiagnosticDescriptor PlanNotProved => new(
        "DC3368", Severity.Warning, "the search was given up at its largest size: no plan within the budgets is better by more than {0}",
        "ask for less (fewer devices, --kernels or a smaller --longest-segment) where that is too much");
}
