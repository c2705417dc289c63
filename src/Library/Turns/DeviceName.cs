using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress;

/// <summary>
/// Names of devices that mean the same in all processes of a machine: a process that sees only some graphics processors counts them from 0 again.
/// </summary>
internal static class DeviceName
{
    /// <summary>All cores of the machine.</summary>
    internal const string Processor = "cpu";

    /// <summary>What a process is told which graphics processors it may see.</summary>
    internal const string VisibleVariable = "CUDA_VISIBLE_DEVICES";

    /// <summary>The device that latencies are measured on.</summary>
    internal static string OfEngine(OrtSettings engine, string? visible) => engine.Provider is OrtProvider.Cpu ? Processor : Graphics(0, visible);

    /// <summary>What a training works on: one on a graphics processor has its images prepared by the processor.</summary>
    /// <param name="wanted">By the recipe.</param>
    /// <param name="graphics">Graphics processors that can be trained on.</param>
    /// <param name="visible">Which ones this process may see; null for all.</param>
    internal static ImmutableArray<string> OfTraining(TrainingDevice wanted, int graphics, string? visible) =>
        wanted is TrainingDevice.Cpu || graphics == 0 ? [Processor] : [Graphics(0, visible), Processor];

    /// <summary>A graphics processor by its number in a process, as all processes know it.</summary>
    /// <param name="number">Counted from 0 in that process.</param>
    /// <param name="visible">Which ones it may see; null for all.</param>
    internal static string Graphics(int number, string? visible) => $"cuda-{VisibleName(number, visible)}";

    /// <summary>What another process is told so that it sees only one graphics processor of this one.</summary>
    /// <param name="number">Counted from 0 in this process.</param>
    /// <param name="visible">Which ones it may see; null for all.</param>
    internal static string VisibleName(int number, string? visible)
    {
        var names = (visible ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return number < names.Length ? names[number] : number.ToString(CultureInfo.InvariantCulture);
    }
}
