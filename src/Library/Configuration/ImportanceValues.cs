using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Settings of importance as the parts of the compiler take them.</summary>
internal static class ImportanceValues
{
    private const int MostWorkers = 1024;
    private const string DeviceForms = "names such as cuda:0,cuda:1 or cpu are wanted";

    /// <summary>Ways to find importance.</summary>
    internal static ImmutableArray<string> Ways { get; } = ["applied", "finetune"];

    /// <summary>Protocols by name, and how images are varied in each.</summary>
    internal static ImmutableDictionary<string, (ImportanceTraining Training, string Augment)> Presets { get; } =
        new Dictionary<string, (ImportanceTraining, string)>
        {
            ["quick"] = (ImportanceTraining.Quick, "flip"),
            ["two-stage"] = (ImportanceTraining.TwoStage, "zoom0.08+flip"),
            ["layermerge"] = (ImportanceTraining.LayerMerge, "zoom0.08+flip"),
        }.ToImmutableDictionary();

    /// <summary>How many processes work on the table.</summary>
    internal static int Workers(this Settings settings) => settings.Importance?.Workers is not { } workers ? Math.Max(1, settings.WorkerDevices().Length)
        : workers is >= 1 and <= MostWorkers ? workers
        : throw SettingValues.Bad("--workers", $"{workers}", $"a whole number from 1 to {MostWorkers} is wanted");

    /// <summary>The devices that were named for workers: numbers of graphics processors, or null for the processor; none where none were named.</summary>
    /// <exception cref="DiagnosticException">A name means nothing.</exception>
    internal static ImmutableArray<int?> WorkerDevices(this Settings settings) => settings.Importance?.WorkerDevices is not { } text ? []
        : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } names ? [.. names.Select(DeviceOf)]
        : throw SettingValues.Bad("--worker-devices", text, DeviceForms);

    /// <summary>How images are varied while candidates are trained.</summary>
    internal static string ImportanceAugment(this Settings settings) =>
        settings.Importance?.Augment ?? Presets[PresetOf(settings)].Augment;

    /// <summary>How candidates are trained before they are scored; null where they are run as they are.</summary>
    /// <exception cref="DiagnosticException">A setting makes no sense, or contradicts another.</exception>
    internal static ImportanceTraining? TrainingOfImportance(this Settings settings)
    {
        var said = settings.Importance ?? new ImportanceSettings();
        _ = settings.Workers();
        if (said.By is not null && !Ways.Contains(said.By))
        {
            throw SettingValues.Bad("--importance", said.By, $"there are {string.Join(", ", Ways)}");
        }

        if (said.By is null or "applied")
        {
            return said with { By = null, Workers = null, WorkerDevices = null } == new ImportanceSettings() ? null
                : throw DiagnosticCatalog.BadUsage.Error(null, "options of training for importance were given, but not --importance finetune");
        }

        if (settings.Metric == ImportanceEstimator.FitErrorName)
        {
            throw DiagnosticCatalog.MetricUnfit.Error(null, ImportanceEstimator.FitErrorName, "importance is found by training");
        }

        return Checked(settings, said, Presets[PresetOf(settings)].Training);
    }

    private static ImportanceTraining Checked(Settings settings, ImportanceSettings said, ImportanceTraining preset)
    {
        if (said is { Steps: not null, Epochs: not null })
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "only one of --importance-steps and --importance-epochs can be given");
        }

        Check("--importance-steps", said.Steps, number => number >= 1, "a whole number from 1 on is wanted");
        Check("--importance-epochs", said.Epochs, number => number is > 0 and <= 1e6, "a number above 0 is wanted");
        Check("--importance-images", said.Images, number => number >= 0, "a whole number from 0 on is wanted");
        Check("--importance-lr", said.LearningRate, number => number is > 0 and <= 1000, "a number above 0 is wanted");
        Check("--importance-batch", said.Batch, number => number >= 1, "a whole number from 1 on is wanted");
        Check("--importance-early-stop", said.EarlyStop, number => number >= 0 && double.IsFinite(number), "a number from 0 on is wanted");
        Check("--importance-threads", said.Threads, number => number is >= 0 and <= 4096, "a whole number from 0 on is wanted");
        var recipe = preset.Recipe;
        return preset with
        {
            Steps = said.Epochs is null ? said.Steps ?? preset.Steps : null,
            Epochs = said.Epochs ?? preset.Epochs,
            Images = said.Images is 0 ? null : said.Images ?? preset.Images,
            Reinitializes = said.Reinitialize ?? (preset.Reinitializes && settings.Method != LayerOnlyMethod.Name),
            TrainsBaseline = !(said.UntrainedBaseline ?? !preset.TrainsBaseline),
            HopelessDrop = said.EarlyStop is > 0 and var drop ? drop : null,
            Recipe = recipe with
            {
                BatchSize = said.Batch ?? recipe.BatchSize,
                Schedule = recipe.Schedule with { Peak = said.LearningRate ?? recipe.Schedule.Peak },
                Seed = settings.Seed!.Value,
                Threads = ThreadsOf(said, settings.Workers()),
            },
        };
    }

    /// <summary>Of one process; several divide the cores, or what was named.</summary>
    internal static int ThreadsOf(ImportanceSettings said, int workers) => workers == 1 ? said.Threads ?? 0
        : Math.Max(1, (said.Threads is > 0 and var threads ? threads : Environment.ProcessorCount) / workers);

    /// <summary>The published protocol where the published program is to be repeated; else ours.</summary>
    private static string PresetOf(Settings settings)
    {
        var name = settings.Importance?.Preset ?? (settings.Faithful is not true ? "quick" : settings.Method switch
        {
            TwoStageMethod.Name => "two-stage",
            LayerMergeMethod.Name or LayerOnlyMethod.Name => "layermerge",
            _ => "quick",
        });
        return Presets.ContainsKey(name) ? name
            : throw SettingValues.Bad("--importance-preset", name, $"there are {string.Join(", ", Presets.Keys.Order(StringComparer.Ordinal))}");
    }

    private static int? DeviceOf(string name) => name == DeviceName.Processor ? null
        : name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw SettingValues.Bad("--worker-devices", name, DeviceForms);

    private static void Check<T>(string option, T? value, Func<T, bool> holds, string why)
        where T : struct, IFormattable
    {
        if (value is { } given && !holds(given))
        {
            throw SettingValues.Bad(option, given.ToString(null, CultureInfo.InvariantCulture), why);
        }
    }
}
