using System.Globalization;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Settings of executors as the parts of the program take them.</summary>
internal static partial class ExecutorValues
{
    /// <summary>Rows are found here.</summary>
    internal const string Local = "local";

    /// <summary>How many tasks rows are dealt to where nobody says so.</summary>
    internal const int DefaultTasks = 4;

    private const int MostTasks = 100_000;
    private const int DefaultAttempts = 3;

    /// <summary>Where rows can be found.</summary>
    internal static ImmutableArray<string> Kinds { get; } = [Local, SlurmExecutor.Kind, KubernetesExecutor.Kind];

    /// <summary>What was said, judged; null where rows are found here.</summary>
    /// <exception cref="DiagnosticException">A setting makes no sense.</exception>
    internal static ExecutorSettings? ShardExecutor(this Settings settings)
    {
        var said = settings.Executor ?? new ExecutorSettings();
        if (said.Kind is { } kind && !Kinds.Contains(kind))
        {
            throw SettingValues.Bad("--executor", kind, $"there are {string.Join(", ", Kinds)}");
        }

        Check("--tasks", said.Tasks, MostTasks);
        Check("--task-attempts", said.Attempts, 100);
        Check("--task-cpus", said.Cpus, 4096);
        Check("--task-gpus", said.Gpus, 64);
        Check("--task-time", said.Time, TimeForm(), "a form such as 02:30:00 is wanted");
        Check("--task-memory", said.Memory, MemoryForm(), "a form such as 8G or 900M is wanted");
        if (said.Kind is null or Local)
        {
            return null;
        }

        return settings.Importance is not ({ Workers: not null } or { WorkerDevices: not null }) ? said
            : throw DiagnosticCatalog.BadUsage.Error(null, "--workers are processes of this machine: with --executor say --tasks");
    }

    /// <summary>How often a task is tried.</summary>
    internal static int MostAttempts(this ExecutorSettings settings) => settings.Attempts ?? DefaultAttempts;

    /// <summary>Seconds of the longest time of a task; null for what the cluster allows.</summary>
    internal static int? Seconds(this ExecutorSettings settings) => settings.Time is not { } time ? null
        : time.Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).Aggregate(0, (sum, part) => (sum * 60) + part);

    private static void Check(string option, int? value, int most)
    {
        if (value is { } number && (number < 1 || number > most))
        {
            throw SettingValues.Bad(option, number.ToString(CultureInfo.InvariantCulture), $"a whole number from 1 to {most} is wanted");
        }
    }

    private static void Check(string option, string? value, Regex form, string why)
    {
        if (value is not null && !form.IsMatch(value))
        {
            throw SettingValues.Bad(option, value, why);
        }
    }

    [GeneratedRegex(@"\A[0-9]{1,3}:[0-5][0-9]:[0-5][0-9]\z")]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"\A[1-9][0-9]{0,8}[MGT]\z")]
    private static partial Regex MemoryForm();
}
