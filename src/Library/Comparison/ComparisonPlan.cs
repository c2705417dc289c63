using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Which methods are compared at which targets.</summary>
internal static class ComparisonPlan
{
    /// <summary>What is compared where nothing is said.</summary>
    internal const string DefaultTargets = "1.3x,1.5x,2x";

    /// <summary>The pairs, target by target: a first target that is finished makes a first table.</summary>
    /// <param name="settings">Complete ones.</param>
    /// <param name="targets">As they were named.</param>
    /// <param name="methods">As they were named; all where none is.</param>
    /// <exception cref="DiagnosticException">One of them does not exist or suits no comparison.</exception>
    internal static ImmutableArray<ComparisonPair> Of(Settings settings, string targets, string? methods)
    {
        if (settings.Training?.Checkpoint is not null)
        {
            throw DiagnosticCatalog.ComparisonOption.Error(null, "--checkpoint", "every pair keeps a state of its own, beside the tables");
        }

        var names = methods is null ? MethodOptions.Names : Parts(methods);
        ImmutableArray<double> factors = [.. Parts(targets).Select(Factor).Distinct().Order()];
        if (names.IsEmpty || factors.IsEmpty)
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "what to compare", "--targets and --methods");
        }

        if (names.FirstOrDefault(name => !MethodOptions.Names.Contains(name)) is { } unknown)
        {
            throw SettingValues.Bad("--methods", unknown, $"there are {string.Join(", ", MethodOptions.Names)}");
        }

        ImmutableArray<ComparisonPair> pairs =
            [.. factors.SelectMany(factor => names.Distinct().Select(name => ComparisonPair.Of(name, factor, settings)))];
        foreach (var pair in pairs)
        {
            _ = pair.Settings.PlanningMethod();
        }

        return pairs;
    }

    private static ImmutableArray<string> Parts(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static double Factor(string text) =>
        double.TryParse(text.EndsWith('x') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
        && Math.Round(factor, 3) is > 1 and <= 1000 and var rounded
            ? rounded
            : throw SettingValues.Bad("--targets", text, "factors above 1 such as 1.3x,1.5x,2x are wanted");
}
