using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;

namespace DepthCompress;

/// <summary>Settings as the parts of the compiler take them.</summary>
internal static class SettingValues
{
    private const int SolvingThreads = 4;

    /// <summary>How latencies are measured.</summary>
    internal static OrtSettings Engine(this Settings settings) => new()
    {
        Provider = OrtProviders.Named(settings.Provider!) ?? throw Bad("--provider", settings.Provider!, "there are cpu, cuda, tensorrt"),
        Threads = AtLeastOne("--threads", settings.Threads!.Value),
        Optimization = OrtProviders.LevelNamed(settings.OptimizationLevel!)
            ?? throw Bad("--optimization-level", settings.OptimizationLevel!, "there are none, basic, extended, all"),
    };

    /// <summary>How everything else is computed: with every core, whatever latency is measured with.</summary>
    internal static OrtSettings Calculator(this Settings settings) =>
        settings.Engine() with { Threads = Environment.ProcessorCount, Optimization = OrtOptimization.All };

    /// <summary>
    /// How what is written into a result is computed: always with the same number of threads. How a product is divided among threads decides
    /// in which order numbers are added up, and so about their last bits.
    /// </summary>
    internal static OrtSettings Solver(this Settings settings) => settings.Calculator() with { Threads = SolvingThreads };

    /// <summary>How long measurements take.</summary>
    internal static LatencySettings Measurement(this Settings settings) => settings.MeasureSeconds is > 0 and <= 3600 and var seconds
        ? new LatencySettings { MaxSeconds = seconds, MinRounds = 15 }
        : throw Bad("--measure-seconds", $"{settings.MeasureSeconds}", "a number of seconds above 0 is wanted");

    /// <summary>Which candidates are considered.</summary>
    internal static CandidateOptions Candidates(this Settings settings)
    {
        if (settings.Families!.Value.FirstOrDefault(family => !CandidateOptions.AllFamilies.Contains(family)) is { } unknown)
        {
            throw Bad("--families", unknown, $"there are {string.Join(", ", CandidateOptions.AllFamilies)}");
        }

        if (settings.Kernels!.Value.FirstOrDefault(kernel => kernel is < 1 or > 15 || kernel % 2 == 0, 1) is not 1 and var odd)
        {
            throw Bad("--kernels", $"{odd}", "odd sizes from 1 to 15 are wanted");
        }

        return new CandidateOptions
        {
            Families = settings.Families.Value,
            Kernels = settings.Kernels.Value,
            LongestSegment = AtLeastOne("--longest-segment", settings.LongestSegment!.Value),
            Ranks = settings.Ranks!.Value is { IsEmpty: false } ranks ? [.. ranks.Select(RankOf)]
                : throw Bad("--ranks", "", "a part such as 1/4 or a number such as 16 is wanted"),
            RankAlign = AtLeastOne("--rank-align", settings.RankAlign!.Value),
        };
    }

    /// <summary>Below 1 a part, from 1 on a whole number.</summary>
    private static double RankOf(string text)
    {
        var part = text.Split('/') is [var over, var under] && Number(over, "") is { } parts && Number(under, "") is > 0 and var whole ? parts / whole
            : text.EndsWith('%') ? Number(text, "%") / 100
            : Number(text, "");
        return part is > 0 and < 1 || (part is >= 1 and <= 65536 && !text.EndsWith('%') && part == Math.Floor(part.Value)) ? part.Value
            : throw Bad("--ranks", text, "a part such as 1/4 or 25%, or a number such as 16 is wanted");
    }

    /// <summary>Which method plans, and how it is set.</summary>
    internal static MethodOptions PlanningMethod(this Settings settings)
    {
        var name = settings.Method!;
        if (!MethodOptions.Names.Contains(name))
        {
            throw Bad("--method", name, $"there are {string.Join(", ", MethodOptions.Names)}");
        }

        if (name != FitMethod.Name && settings.Metric == ImportanceEstimator.FitErrorName)
        {
            throw DiagnosticCatalog.MetricUnfit.Error(null, ImportanceEstimator.FitErrorName, $"{name} solves for nothing");
        }

        if (name == DepthShrinkerMethod.Name)
        {
            settings.CheckSearch();
        }

        return new MethodOptions
        {
            Name = name,
            Fidelity = settings.Faithful!.Value ? Fidelity.Released : Fidelity.Corrected,
            Alpha = settings.Alpha is >= 0 and <= 1000 and var alpha ? alpha : throw Bad("--alpha", $"{settings.Alpha}", "a number from 0 on is wanted"),
            NormalizeOver = Enum.TryParse<NormalizeOver>(settings.NormalizeOver, ignoreCase: true, out var over) ? over
                : throw Bad("--normalize-over", settings.NormalizeOver!, "there are single, default, all"),
            Shrink = settings.Shrink.Options(),
            Precision = settings.TicksPerMs is > 0 and <= 1e6 and var ticks ? ticks
                : throw Bad("--ticks-per-ms", $"{settings.TicksPerMs}", "a number above 0 is wanted"),
        };
    }

    /// <summary>How regressions are set up.</summary>
    internal static FitOptions Fit(this Settings settings) => new() { Seed = settings.Seed!.Value };

    /// <summary>The latency to reach as a part of the original's; null where milliseconds or nothing is asked for.</summary>
    internal static double? TargetRatio(this Settings settings)
    {
        if (new[] { settings.Speedup, settings.TargetLatency, settings.BudgetMs is null ? null : "" }.Count(target =>
            target is not null) > 1)
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "only one of --speedup, --target-latency and --budget-ms can be given");
        }

        if (settings.Speedup is { } speedup)
        {
            return Number(speedup, "x") is >= 1 and <= 1000 and var factor ? 1 / factor
                : throw Bad("--speedup", speedup, "a factor such as 1.5x is wanted");
        }

        return settings.TargetLatency switch
        {
            null => null,
            { } text when text.EndsWith('%') && Number(text, "%") is > 0 and <= 100 and var percent => percent / 100,
            { } text => throw Bad("--target-latency", text, "a part of the original's latency such as 70% is wanted"),
        };
    }

    /// <summary>The quality that may be lost, in the unit of the measure; null for no floor.</summary>
    internal static double? Drop(this Settings settings) => settings.MaxDrop switch
    {
        null => null,
        { } text when text.EndsWith("pp", StringComparison.Ordinal) && Number(text, "pp") is >= 0 and <= 100 and var points => points / 100,
        { } text when text.EndsWith("dB", StringComparison.OrdinalIgnoreCase) && Number(text, "dB", "db", "DB") is >= 0 and var decibels =>
            decibels,
        { } text when Number(text, "") is >= 0 and var number => number,
        { } text => throw Bad("--max-drop", text, "percentage points such as 0.5pp, decibels such as 0.1dB or a plain number is wanted"),
    };

    /// <summary>The sizes that were named for inputs; the empty name stands for the only input.</summary>
    internal static ImmutableDictionary<string, ImmutableArray<int>> Shapes(this Settings settings)
    {
        var shapes = ImmutableDictionary.CreateBuilder<string, ImmutableArray<int>>();
        foreach (var text in settings.InputShapes ?? [])
        {
            var equals = text.LastIndexOf('=');
            int?[] sizes = [.. text[(equals + 1)..].Split('x', ',')
                .Select(size => int.TryParse(size, NumberStyles.None, null, out var number) && number > 0 ? number : (int?)null)];
            shapes[text[..Math.Max(0, equals)]] = sizes.All(size => size is not null)
                ? [.. sizes.Select(size => size!.Value)]
                : throw Bad("--input-shape", text, "a form such as input=1x3x224x224 is wanted");
        }

        return shapes.ToImmutable();
    }

    /// <summary>A whole number of one or more.</summary>
    internal static int AtLeastOne(string option, int value) =>
        value >= 1 ? value : throw Bad(option, $"{value}", "a whole number from 1 on is wanted");

    internal static DiagnosticException Bad(string option, string value, string why) =>
        DiagnosticCatalog.BadSetting.Error(null, option, value, why);

    private static double? Number(string text, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (text.EndsWith(ending, StringComparison.Ordinal))
            {
                text = text[..^ending.Length];
                break;
            }
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
