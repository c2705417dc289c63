using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>Settings of the methods of <c>prune</c> that learn, as the compiler takes them.</summary>
internal static class WidthValues
{
    internal const int DefaultGroups = 2;
    internal const string DefaultMode = "in-block";
    private const string Short = "short";
    private const string Published = "published";

    /// <summary>The ways in which channels go with removed filters.</summary>
    internal static ImmutableArray<string> Modes { get; } = ["in-block", "lossless-columns", "official", "stage-consistent"];

    /// <summary>Whether a method learns for one target, so that another needs another learning.</summary>
    internal static bool LearnsForTarget(string method) => method == "fcf";

    /// <summary>The method as it is set.</summary>
    internal static IWidthLearning Method(PruneOptions options, Settings settings) => options.Method == "dsp"
        ? new DynamicStructurePruning(Groups(settings.Width ?? new WidthSettings(), settings.Faithful is true))
        : new FactorizedFilters(Factors(settings.Width ?? new WidthSettings(), settings.Faithful is true) with { Part = options.Ratio });

    private static DynamicStructureOptions Groups(WidthSettings width, bool isFaithful)
    {
        _ = width.IsPublished();
        var options = new DynamicStructureOptions
        {
            Groups = SettingValues.AtLeastOne("--groups", width.Groups ?? DefaultGroups),
            Strength = width.Lambda is { } strength ? Positive("--lambda", strength) : null,
            AsReleased = isFaithful,
        };
        return width.LearnRate is { } rate ? options with { LearningRate = Positive("--learn-lr", rate) } : options;
    }

    private static FactorizedFiltersOptions Factors(WidthSettings width, bool isFaithful)
    {
        var released = FactorizedFiltersOptions.AsReleased;
        var options = isFaithful ? released
            : width.IsPublished() ? released with { GatesBeforeNorm = false, Threshold = null }
            : new FactorizedFiltersOptions();
        options = width.Mode is { } mode ? options with { Mode = ModeOf(mode) } : options;
        return width.LearnRate is { } rate ? options with { Schedule = options.Schedule with { Peak = Positive("--learn-lr", rate) } } : options;
    }

    private static FilterMode ModeOf(string name) =>
        Modes.Contains(name) ? Enum.Parse<FilterMode>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true)
            : throw SettingValues.Bad("--mode", name, $"there are {string.Join(", ", Modes)}");

    /// <summary>Whether the constants and lengths are those of the paper.</summary>
    private static bool IsPublished(this WidthSettings settings) => settings.Preset switch
    {
        null or Short => false,
        Published => true,
        var other => throw SettingValues.Bad("--learn-preset", other, $"there are {Short}, {Published}"),
    };

    /// <summary>How layers are written.</summary>
    internal static PackLayout Layout(this Settings settings) => settings.Width?.Layout is not { } name ? PackLayout.Measured
        : Enum.TryParse<PackLayout>(name, ignoreCase: true, out var layout) && !char.IsDigit(name[0]) ? layout
        : throw SettingValues.Bad("--layout", name, "there are measured, dense, union, split, grouped");

    /// <summary>The steps of the learning.</summary>
    internal static long LearningSteps(this Settings settings, string method, int samples, int batch)
    {
        var width = settings.Width ?? new WidthSettings();
        if (width is { LearnEpochs: not null, LearnSteps: not null })
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "only one of --learn-epochs and --learn-steps can be given");
        }

        return width.LearnSteps is { } steps ? Positive("--learn-steps", steps)
            : Math.Max(1, (long)Math.Round(EpochsOf(width, method) * samples / batch));
    }

    private static double EpochsOf(WidthSettings width, string method) =>
        Positive("--learn-epochs", width.LearnEpochs ?? (method, width.IsPublished()) switch
        {
            ("dsp", true) => 120,
            (_, true) => 30,
            _ => 10,
        });

    private static T Positive<T>(string option, T value)
        where T : System.Numerics.INumber<T> =>
        value > T.Zero && !T.IsInfinity(value) ? value : throw SettingValues.Bad(option, $"{value}", "a number above 0 is wanted");
}
