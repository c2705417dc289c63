namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A file that should be a bundle.</summary>
    public static DiagnosticDescriptor BundleUnreadable => new(
        "DC2760", Severity.Error, "it is no bundle of networks, or a damaged one: {0}",
        "see that it was copied whole, or write it again with 'profile --export-bundle'");

    /// <summary>A bundle of another time.</summary>
    public static DiagnosticDescriptor BundleOfAnotherFormat => new(
        "DC2761", Severity.Error, "the bundle has the form '{0}' of version {1}, this version reads '{2}'",
        "measure with the version that wrote it, or write it again with this one");

    /// <summary>A file that should hold the latencies of a device.</summary>
    public static DiagnosticDescriptor LatenciesUnreadable => new(
        "DC2762", Severity.Error, "it holds no latencies of a device: {0}", "take the file as 'measure-bundle' wrote it, or measure again");

    /// <summary>Latencies of something else.</summary>
    public static DiagnosticDescriptor LatenciesOfAnotherModel => new(
        "DC2763", Severity.Error, "the latencies are of networks of the model with digest {0}, this one has {1}",
        "name the model that the bundle was made of");

    /// <summary>A device that was stopped.</summary>
    public static DiagnosticDescriptor LatenciesIncomplete => new(
        "DC2764", Severity.Warning, "{0} of {1} networks of the bundle are measured",
        "give the same 'measure-bundle' again on the device, which goes on, and import its results again");

    /// <summary>Two figures of one thing.</summary>
    public static DiagnosticDescriptor LatenciesContradict => new(
        "DC2765", Severity.Error, "'{0}' takes {1} in the tables, measured at {2}, and {3} here, measured at {4}, both on {5}",
        "see which is right; '--force' takes those of the file");

    /// <summary>A results file that serves already.</summary>
    public static DiagnosticDescriptor ResultsOfAnother => new(
        "DC2766", Severity.Error, "it holds other latencies: {0}", "name another file with -o, or begin anew with '--force'");

    /// <summary>A latency that cannot be found out here.</summary>
    public static DiagnosticDescriptor LatencyOfAnotherMachine => new(
        "DC2767", Severity.Error, "the tables lack latencies of {0}, which is not this machine",
        "write them into a bundle with 'profile --machine ... --export-bundle', give it to 'measure-bundle' there, and import the results");

    /// <summary>A machine nobody knows.</summary>
    public static DiagnosticDescriptor MachineUnknown => new(
        "DC2768", Severity.Error, "the tables know {0} of '{1}': {2}",
        "name a device as 'tables list' shows it, with --threads, --provider and --optimization-level, or a results file of 'measure-bundle'");

    /// <summary>A runner that is none.</summary>
    public static DiagnosticDescriptor RunnerMissing => new(
        "DC2769", Severity.Error, "there is no program to put into the bundle: {0}",
        "name the folder of a published tool for the target with --runner, or install the tool there");

    /// <summary>Two processes, one file.</summary>
    public static DiagnosticDescriptor ResultsInUse => new(
        "DC2770", Severity.Error, "another process is writing '{0}'", "wait for it, or name another file with -o");
}
