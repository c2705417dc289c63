namespace DepthCompress.GraphIR;

/// <summary>About engines of a program that uses the library: DC5070.</summary>
public static partial class DiagnosticCatalog
{
    /// <summary>The program around the library cannot be started as an engine's process.</summary>
    public static DiagnosticDescriptor NoEngineProgram => new(
        "DC5070", Severity.Error, "this program cannot be started again as a process for the engine: {0}",
        "publish it as a program of .NET that may have startup hooks, or let engines run in this process: Isolate = false");
}
