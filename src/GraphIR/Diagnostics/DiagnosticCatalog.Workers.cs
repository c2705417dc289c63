namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>Processes of this machine cannot take turns.</summary>
    public static DiagnosticDescriptor TurnsUnusable => new(
        "DC4385", Severity.Warning, "the folder '{0}', where trainings and measurements of latency take turns, cannot be used: {1}",
        "train nothing on this device while latencies are measured, or name a folder that may be written in DEPTHCOMPRESS_TURNS (none to do without)");

    /// <summary>A worker is to have a device that is not here.</summary>
    public static DiagnosticDescriptor WorkerDeviceMissing => new(
        "DC4386", Severity.Error, "there is no device '{0}' for a worker: {1}",
        "name devices such as cuda:0,cuda:1 or cpu with --worker-devices, or leave it out; doctor lists what is here");
}
