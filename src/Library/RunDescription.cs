using System.Runtime.InteropServices;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Where and how a run is made.</summary>
internal static class RunDescription
{
    /// <summary>Of this process.</summary>
    internal static RunFacts Of(Session session, Workflow workflow, Settings settings) => new()
    {
        Created = DateTimeOffset.UtcNow,
        Command = session.Words,
        Machine = workflow.Probe.Machine,
        System = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        Runtime = RuntimeInformation.FrameworkDescription,
        Processors = Environment.ProcessorCount,
        InputShapes = [.. workflow.Shapes.Select(shape => string.Join('x', shape))],
        Seed = settings.Seed,
    };
}
