using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Worker;

namespace DepthCompress;

/// <summary>Engines as the settings want them: in this process, or in one of their own that may crash.</summary>
internal static class IsolationValues
{
    /// <summary>The word that this program is started with as an engine's process.</summary>
    internal const string WorkerVerb = "engine-worker";

    /// <summary>How it is told whose it is.</summary>
    internal const string ParentOption = "--parent";

    /// <summary>Of the machine's memory, so that a network that wants all of it does not take other programs with it.</summary>
    private const double MemoryPart = 0.9;

    private const double Kilo = 1000;
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(30);

    /// <summary>What runs networks.</summary>
    /// <param name="settings">Whether it is isolated, and with which limits.</param>
    /// <param name="engine">How it is set.</param>
    internal static IGraphExecutor Executor(this Settings settings, OrtSettings engine) => settings.Isolate is true
        ? new IsolatedExecutor(settings.EngineProcess(), engine)
        : new OrtExecutor(engine);

    /// <summary>What runs networks with every core.</summary>
    internal static IGraphExecutor Executor(this Settings settings) => settings.Executor(settings.Calculator());

    /// <summary>What measures latencies, when it is its turn.</summary>
    internal static ILatencyProbe Probe(this Settings settings, Session session, LatencySettings? measurement = null)
    {
        var (engine, time) = (settings.Engine(), measurement ?? settings.Measurement());
        return settings.Isolate is true
            ? session.InTurn(new IsolatedProbe(settings.EngineProcess(), engine, time), engine)
            : session.Probe(engine, time);
    }

    /// <summary>What an engine's process may take.</summary>
    /// <exception cref="DiagnosticException">DC2102.</exception>
    internal static WorkerLimits Limits(this Settings settings) => new()
    {
        Time = settings.TimeLimit switch
        {
            null => LongestRequest,
            > 0 and <= 1e6 and var seconds => TimeSpan.FromSeconds(seconds),
            var other => throw SettingValues.Bad("--time-limit", $"{other}", "a number of seconds above 0 is wanted"),
        },
        Memory = settings.MemoryLimit is { } text ? BytesOf(text) : (long)(MemoryPart * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
    };

    private static EngineProcess EngineProcess(this Settings settings) => new(EngineProgram.Start, settings.Limits());

    private static long BytesOf(string text)
    {
        var factor = text switch
        {
            _ when text.EndsWith("GB", StringComparison.OrdinalIgnoreCase) => Kilo * Kilo * Kilo,
            _ when text.EndsWith("MB", StringComparison.OrdinalIgnoreCase) => Kilo * Kilo,
            _ => 0,
        };
        return factor > 0 && double.TryParse(text[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * factor >= 1
            ? (long)(number * factor)
            : throw SettingValues.Bad("--memory-limit", text, "an amount such as 4GB or 500MB is wanted");
    }
}
