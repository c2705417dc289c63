using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Settings of <c>depthshrinker</c> as the compiler takes them.</summary>
internal static class ShrinkValues
{
    /// <summary>The units that a search keeps where nothing else is said: one search then serves budgets on both sides.</summary>
    private static readonly KeepCount Half = new(null, 0.5);

    /// <summary>Passes over the training images where nothing else is said.</summary>
    internal const double DefaultEpochs = 10;

    internal const double DefaultLatencyWeight = 0.05;

    internal const string DefaultFreeze = "15%";

    /// <summary>How the method is set.</summary>
    internal static ShrinkOptions Options(this ShrinkSettings? settings) => settings is null ? new() : new()
    {
        Keep = settings.Keep is { } keep ? KeepOf(keep) : null,
        Units = settings.Units is { } units ? UnitsOf(units) : null,
        HasSingleGates = settings.SingleGates is true,
        Trailing = settings.TrailingActivation is not { } trailing ? TrailingActivation.Auto
            : Enum.TryParse<TrailingActivation>(trailing, ignoreCase: true, out var kind) && !char.IsDigit(trailing[0]) ? kind
            : throw SettingValues.Bad("--trailing-activation", trailing, "there are auto, relu6, none"),
        MergesSeparable = settings.MergeSeparable is true,
    };

    /// <summary>Whether the plan is decided by other things than a latency, so that no target has to be named.</summary>
    internal static bool DecidesWithoutLatency(this Settings settings) =>
        settings.Method == DepthShrinkerMethod.Name && settings.Shrink is { Keep: not null } or { Units: not null };

    /// <summary>Finds slips in the settings of the search before anything is measured.</summary>
    internal static void CheckSearch(this Settings settings) => _ = settings.Search(settings.Training.Complete(true), null);

    /// <summary>How the search is set.</summary>
    internal static GateSearchOptions Search(this Settings settings, TrainingSettings training, string? checkpoint)
    {
        var shrink = settings.Shrink ?? new ShrinkSettings();
        if (shrink is { SearchEpochs: not null, SearchSteps: not null })
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "only one of --search-epochs and --search-steps can be given");
        }

        return new GateSearchOptions
        {
            Budget = shrink.SearchSteps is { } steps ? new TrainingBudget.Steps(Positive("--search-steps", steps))
                : new TrainingBudget.Epochs(Positive("--search-epochs", shrink.SearchEpochs ?? DefaultEpochs)),
            Recipe = length => training.Recipe(length, settings.Seed!.Value),
            Keep = shrink.Keep is { } keep ? KeepOf(keep) : Half,
            LatencyWeight = shrink.LatencyWeight is not { } weight ? DefaultLatencyWeight
                : weight >= 0 && double.IsFinite(weight) ? weight
                : throw SettingValues.Bad("--latency-weight", $"{weight}", "a number from 0 on is wanted"),
            Fidelity = settings.Faithful is true ? Fidelity.Released : Fidelity.Corrected,
            HasSingleGates = shrink.SingleGates is true,
            RateFactor = Positive("--gate-lr", shrink.GateRate ?? 1),
            DividesByElements = shrink.DivideByElements is true,
            FrozenPart = PartOf("--freeze-choice", shrink.FreezeChoice ?? DefaultFreeze) is { } part and <= 1 ? part
                : throw SettingValues.Bad("--freeze-choice", shrink.FreezeChoice!, "a part such as 15% is wanted"),
            Checkpoint = checkpoint,
        };
    }

    private static KeepCount KeepOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? new(count, 0)
        : PartOf("--keep", text) is { } part and <= 1 ? new(null, part)
        : throw SettingValues.Bad("--keep", text, "a number of units, or a part of them such as 40% or 0.4 is wanted");

    private static ImmutableArray<bool> UnitsOf(string text)
    {
        var marks = text.Where(mark => mark is not (',' or ' ')).ToArray();
        return marks.Length > 0 && marks.All(mark => mark is '0' or '1') ? [.. marks.Select(mark => mark == '1')]
            : throw SettingValues.Bad("--units", text, "a list of 1 (kept) and 0 (removed) is wanted");
    }

    private static double? PartOf(string option, string text) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? text.EndsWith('%') ? number / 100 : number
            : throw SettingValues.Bad(option, text, "a part such as 40% or 0.4 is wanted");

    private static T Positive<T>(string option, T value)
        where T : System.Numerics.INumber<T> =>
        value > T.Zero && !T.IsInfinity(value) ? value : throw SettingValues.Bad(option, $"{value}", "a number above 0 is wanted");
}
