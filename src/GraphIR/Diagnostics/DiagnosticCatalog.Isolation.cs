namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>The engine's process crashed, and the one after it too.</summary>
    public static DiagnosticDescriptor WorkerCrashes => new(
        "DC4320", Severity.Error, "the process that runs '{0}' crashed twice; it ended with {1}",
        "nothing is lost: tables and states of training stay; report the network to the maker of the engine, or leave the candidate out");

    /// <summary>The engine's process took more memory than it may.</summary>
    public static DiagnosticDescriptor WorkerMemory => new(
        "DC4321", Severity.Error, "running '{0}' takes more memory than the limit of {1}",
        "raise --memory-limit, lower the batch, or do not run the network; nothing is lost");

    /// <summary>The engine's process took longer than it may.</summary>
    public static DiagnosticDescriptor WorkerTime => new(
        "DC4322", Severity.Error, "running '{0}' takes longer than the limit of {1}", "raise --time-limit, or do not run the network; nothing is lost");

    /// <summary>A command in a process of its own crashed, and goes on in another.</summary>
    public static DiagnosticDescriptor CommandStartedAgain => new(
        "DC4324", Severity.Warning, "the process of the command crashed ({0}) and is started again; it goes on from tables and checkpoints",
        "where it crashes there too, use a device with more memory or a smaller batch, and report the network");

    /// <summary>The engine's process cannot be started.</summary>
    public static DiagnosticDescriptor WorkerMissing => new(
        "DC4323", Severity.Error, "the process for the engine cannot be started by '{0}': {1}",
        "install the program again, or run without isolation; where the library works in a program of yours, that is to begin in .NET and may have startup hooks");
}
