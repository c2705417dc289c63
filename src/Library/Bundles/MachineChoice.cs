using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>Whose latencies plans go by, where they are not those of this machine.</summary>
internal static class MachineChoice
{
    /// <summary>The machine that a text names: a results file, or a device whose latencies the tables hold.</summary>
    /// <param name="text">The file, or the name of the device or a part of it.</param>
    /// <param name="settings">The tables; and threads, provider and optimization level where the device was measured with several.</param>
    /// <exception cref="DiagnosticException">DC2762; DC2768: none, or several.</exception>
    internal static MachineIdentity Of(string text, Settings settings)
    {
        if (File.Exists(text))
        {
            return DeviceLatenciesFile.Read(text).Machine;
        }

        ImmutableArray<MachineIdentity> known =
            File.Exists(settings.Tables) ? [.. TableSummary.Read(settings.Tables).Latencies.Select(group => group.Machine)] : [];
        return Narrow(Named(known, text), settings) switch
        {
            [var only] => only,
            [] => throw DiagnosticCatalog.MachineUnknown.Error(settings.Tables, "nothing", text, known.IsEmpty ? "they hold no latencies" : Words(known)),
            var several => throw DiagnosticCatalog.MachineUnknown.Error(settings.Tables, $"{several.Length} machines", text, Words(several)),
        };
    }

    /// <summary>A device of just that name is meant before those that only have it in theirs.</summary>
    private static ImmutableArray<MachineIdentity> Named(ImmutableArray<MachineIdentity> known, string text)
    {
        ImmutableArray<MachineIdentity> exact = [.. known.Where(machine => machine.Device.Equals(text, StringComparison.OrdinalIgnoreCase))];
        return !exact.IsEmpty ? exact : [.. known.Where(machine => machine.Device.Contains(text, StringComparison.OrdinalIgnoreCase))];
    }

    private static ImmutableArray<MachineIdentity> Narrow(ImmutableArray<MachineIdentity> found, Settings settings)
    {
        ImmutableArray<MachineIdentity> asSet = [.. found.Where(machine => machine.Provider == settings.Provider
            && machine.Threads == settings.Threads && machine.OptimizationLevel == settings.OptimizationLevel)];
        return found.Length > 1 && !asSet.IsEmpty ? asSet : found;
    }

    private static string Words(ImmutableArray<MachineIdentity> machines) => string.Join("; ", machines.Select(machine =>
        $"{machine.Device}, {machine.Provider}, {machine.Engine}, {machine.Threads} thread(s), {machine.OptimizationLevel}"));
}
