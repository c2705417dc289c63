using System.Globalization;
using System.Runtime.InteropServices;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Measurement;

/// <summary>The machine and the settings a figure is true of, and how busy the machine was.</summary>
public sealed record MachineDescription
{
    /// <summary>The processor, with family and model where its name alone is ambiguous.</summary>
    public required string Processor { get; init; }

    /// <summary>Cores this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>The operating system, as it names itself.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The accelerator, where the provider uses one.</summary>
    public string? Accelerator { get; init; }

    /// <summary>How the engine was set.</summary>
    public required OrtSettings Settings { get; init; }

    /// <summary>Name and version of the inference engine.</summary>
    public required string Engine { get; init; }

    /// <summary>How the processor chooses its clock, where the system says so.</summary>
    public string? Governor { get; init; }

    /// <summary>Runnable tasks over the last minute, where the system says so; this process included.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>What of this takes part in the key of the latency table.</summary>
    public MachineIdentity Identity => new(
        Accelerator ?? Processor, OrtProviders.NameOf(Settings.Provider), Engine, Settings.Threads, OrtProviders.NameOf(Settings.Optimization));

    /// <summary>The processor of this machine.</summary>
    public static string ProcessorName => ReadText("/proc/cpuinfo") is { } text ? ProcessorIn(text) : $"{RuntimeInformation.ProcessArchitecture}";

    /// <summary>Looks at this machine.</summary>
    /// <exception cref="DiagnosticException">The engine is missing.</exception>
    public static MachineDescription Read(OrtSettings settings) => new()
    {
        Processor = ProcessorName,
        Cores = Environment.ProcessorCount,
        OperatingSystem = RuntimeInformation.OSDescription,
        Accelerator = settings.Provider is OrtProvider.Cpu ? null : ReadAccelerator(),
        Settings = settings,
        Engine = OrtProviders.Engine,
        Governor = ReadText("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.Trim(),
        LoadAverage = ReadText("/proc/loadavg") is { } load ? LoadAverageIn(load) : null,
    };

    /// <summary>One line for a person.</summary>
    public override string ToString()
    {
        var device = Accelerator is null ? Processor : $"{Accelerator}, {Processor}";
        var governor = Governor is null ? "" : $", governor {Governor}";
        var load = LoadAverage is null ? "" : string.Create(CultureInfo.InvariantCulture, $", load {LoadAverage:0.00}");
        return $"{device}, {Cores} cores, {OperatingSystem}, {Engine} {Identity.Provider}, threads {Settings.Threads}, "
            + $"optimization {Identity.OptimizationLevel}{governor}{load}";
    }

    /// <summary>The processor that a <c>/proc/cpuinfo</c> describes.</summary>
    internal static string ProcessorIn(string text)
    {
        var name = Field(text, "model name") ?? Field(text, "CPU part") ?? $"{RuntimeInformation.ProcessArchitecture}";
        return (Field(text, "cpu family"), Field(text, "model")) is ({ } family, { } model) ? $"{name} (family {family}, model {model})" : name;
    }

    /// <summary>The first figure of a <c>/proc/loadavg</c>.</summary>
    internal static double? LoadAverageIn(string text) =>
        double.TryParse(text.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load) ? load : null;

    /// <summary>The name in a driver's description of a GPU.</summary>
    internal static string? AcceleratorIn(string text) => Field(text, "Model");

    private static string? Field(string text, string name) => (
        from line in text.Split('\n')
        let parts = line.Split(':', 2)
        where parts.Length == 2 && parts[0].Trim() == name
        select parts[1].Trim()).FirstOrDefault();

    private static string ReadAccelerator()
    {
        const string Folder = "/proc/driver/nvidia/gpus";
        var first = Directory.Exists(Folder) ? Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        return first is not null && ReadText(Path.Combine(first, "information")) is { } text ? AcceleratorIn(text) ?? "GPU" : "GPU";
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
