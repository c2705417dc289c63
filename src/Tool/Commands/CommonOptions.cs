using System.CommandLine;
using System.Globalization;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool;

/// <summary>
/// The options that several commands share; all are texts here, so that command line and configuration are judged by the same words.
/// </summary>
internal sealed class CommonOptions
{
    private readonly List<(OptionGroups Group, Option Option)> all = [];
    private readonly Option<string?> config;
    private readonly Option<string?> data;
    private readonly Option<string?> testData;
    private readonly Option<string?> preprocess;
    private readonly Option<string?> calibrationCount;
    private readonly Option<string?> refitCount;
    private readonly Option<string?> selectionCount;
    private readonly Option<string?> metric;
    private readonly Option<string?> provider;
    private readonly Option<string?> threads;
    private readonly Option<string?> batch;
    private readonly Option<string[]> inputShapes;
    private readonly Option<string?> optimizationLevel;
    private readonly Option<string?> measureSeconds;
    private readonly Option<string?> machine;
    private readonly Option<string?> tables;
    private readonly Option<string?> seed;
    private readonly Option<string?> method;
    private readonly Option<bool> faithful;
    private readonly Option<string?> alpha;
    private readonly Option<string?> normalizeOver;
    private readonly Option<string?> ticksPerMs;
    private readonly Option<string?> families;
    private readonly Option<string?> kernels;
    private readonly Option<string?> longestSegment;
    private readonly Option<string?> ranks;
    private readonly Option<string?> rankAlign;
    private readonly Option<string?> speedup;
    private readonly Option<string?> targetLatency;
    private readonly Option<string?> budget;
    private readonly Option<string?> maxDrop;

    internal CommonOptions()
    {
        var defaults = Settings.Defaults;
        config = Text(OptionGroups.None, "--config", "FILE",
            "settings; the command line overrides them [default: depthcompress.json, if it exists]");
        data = Text(OptionGroups.Images, "--data", "SOURCE",
            $"images to tune and to judge by, which are kept apart: {Runtime.Data.DataSources.Forms}");
        testData = Text(OptionGroups.Images, "--test-data", "SOURCE", "images to judge by, instead of a part of --data");
        preprocess = Text(OptionGroups.Images, "--preprocess", "TEXT",
            "how images become inputs: a preset (raw, unit, in, up2, gray-noise25, luma-x2, ddpm ...) or key=value pairs with ';' between");
        calibrationCount = Text(OptionGroups.Tuning, "--calibration-count", "N",
            $"samples that candidates are solved for on [default: {defaults.CalibrationCount}]");
        refitCount = Text(OptionGroups.Tuning, "--refit-count", "N",
            $"samples that the chosen plan is solved for on [default: {defaults.RefitCount}]");
        selectionCount = Text(OptionGroups.Tuning, "--selection-count", "N",
            $"samples that candidates are compared on [default: {defaults.SelectionCount}]");
        metric = Text(OptionGroups.Tuning, "--metric", "NAME",
            $"the measure candidates are compared by: {string.Join(", ", MetricChoice.Names)} [default: {defaults.Metric}]");
        provider = Text(OptionGroups.Measuring, "--provider", "NAME", "cpu, cuda or tensorrt [default: cpu]");
        threads = Text(OptionGroups.Measuring, "--threads", "N",
            "threads that latency is measured with; all else uses every core [default: 1]");
        batch = Text(OptionGroups.Sizes, "--batch", "N", "the batch that latency is measured with [default: 1]");
        inputShapes = new Option<string[]>("--input-shape")
        {
            HelpName = "NAME=1x3x224x224",
            Description = "sizes that the model leaves open; once for each input",
            Arity = ArgumentArity.OneOrMore
        };
        all.Add((OptionGroups.Sizes, inputShapes));
        optimizationLevel = Text(OptionGroups.Measuring, "--optimization-level", "LEVEL",
            "the engine's graph optimization: none, basic, extended, all [default: all]");
        measureSeconds = Text(OptionGroups.Measuring, "--measure-seconds", "S",
            $"what one measurement may take [default: {defaults.MeasureSeconds}]");
        machine = Text(OptionGroups.Machine, "--machine", "NAME",
            "whose latencies count: a device in the tables, or a results file of 'measure-bundle' [default: this machine]");
        tables = Text(OptionGroups.Candidates | OptionGroups.State, "--tables", "FILE",
            $"where latencies and importances are kept [default: {defaults.Tables} in the current folder]");
        seed = Text(OptionGroups.Candidates | OptionGroups.State, "--seed", "N", "of everything random [default: 0]");
        method = Text(OptionGroups.Method, "--method", "NAME",
            $"what plans: {string.Join(", ", MethodOptions.Names)} [default: {defaults.Method}]");
        faithful = new Option<bool>("--faithful")
        {
            Description = "run a published method as its released program does, with its rounding and its slips"
        };
        all.Add((OptionGroups.Candidates | OptionGroups.Width, faithful));
        alpha = Text(OptionGroups.Candidates, "--alpha", "A",
            $"how strongly two-stage prefers many blocks to few [default: {defaults.Alpha}]");
        normalizeOver = Text(OptionGroups.Candidates, "--normalize-over", "ROWS",
            $"the blocks whose mean two-stage subtracts: single, default, all [default: {defaults.NormalizeOver}]");
        ticksPerMs = Text(OptionGroups.Candidates, "--ticks-per-ms", "N",
            $"with --faithful: latencies are cut off to a part of a millisecond [default: {defaults.TicksPerMs}]");
        families = Text(OptionGroups.Candidates, "--families", "LIST",
            $"{string.Join(", ", CandidateOptions.AllFamilies)} [default: {string.Join(',', defaults.Families!.Value)}]");
        kernels = Text(OptionGroups.Candidates, "--kernels", "LIST",
            $"kernel sizes of fitted convolutions [default: {string.Join(',', defaults.Kernels!.Value)}]");
        longestSegment = Text(OptionGroups.Candidates, "--longest-segment", "N",
            $"the most layers merged into one [default: {defaults.LongestSegment}]");
        ranks = Text(OptionGroups.Candidates, "--ranks", "LIST",
            $"channels of narrower layers (rank, thin), as parts or numbers [default: {string.Join(',', defaults.Ranks!.Value)}]");
        rankAlign = Text(OptionGroups.Candidates, "--rank-align", "N",
            $"what those are multiples of [default: {defaults.RankAlign}]");
        speedup = Text(OptionGroups.Target, "--speedup", "1.5x", "how many times as fast as the original");
        targetLatency = Text(OptionGroups.Target, "--target-latency", "70%", "the latency as a part of the original's");
        budget = Text(OptionGroups.Target, "--budget-ms", "5", "the latency in milliseconds");
        maxDrop = Text(OptionGroups.Target, "--max-drop", "0.5pp",
            "the most quality that may be lost: percentage points, dB, or a plain number; the mean counts, and the upper end of its interval by --fail-if dropHigh>0.5pp");
    }

    /// <summary>Print the result as JSON.</summary>
    internal Option<bool> Json { get; } = new("--json") { Description = "print one JSON object instead of text; errors too" };

    /// <summary>Say nothing but warnings and errors besides the result.</summary>
    internal Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "the same as --verbosity quiet: no progress, but warnings and errors" };

    /// <summary>How much is told.</summary>
    internal Option<string?> Level { get; } = new("--verbosity")
    {
        HelpName = "LEVEL",
        Description = "quiet: no progress; normal; detailed: every finding, such as why something was left alone [default: normal]",
        CompletionSources = { OptionWords.Of("--verbosity").ToArray() },
    };

    /// <summary>Replace files.</summary>
    internal Option<bool> Force { get; } = new("--force",
        "-f")
    { Description = "replace output files that exist; the input is never replaced" };

    /// <summary>How a network is trained.</summary>
    internal TrainingOptions Training { get; } = new();

    /// <summary>How importance is found.</summary>
    internal ImportanceOptions Importance { get; } = new();

    /// <summary>Whether engines run in processes of their own.</summary>
    internal IsolationOptions Isolation { get; } = new();

    /// <summary>Where rows of tables are found.</summary>
    private ExecutorOptions Executor { get; } = new();

    /// <summary>Which devices one plan is for.</summary>
    private DeviceOptions Devices { get; } = new();

    /// <summary>How <c>depthshrinker</c> is set.</summary>
    private ShrinkOptionGroup Shrink { get; } = new();

    /// <summary>How widths are learned.</summary>
    internal WidthOptionGroup Width { get; } = new();

    /// <summary>The gates of the configuration.</summary>
    internal string? ConfiguredGates(ParseResult parse) => SettingsFile.Read(parse.GetValue(config)).FailIf;

    /// <summary>The settings, which name files that are read, and the file that they are from.</summary>
    internal (string File, Settings Settings) Files(ParseResult parse) => (parse.GetValue(config) ?? SettingsFile.DefaultName, Read(parse));

    /// <summary>Where the result goes.</summary>
    internal static Option<string?> Output(string what) => new OutputOption<string?>("--output", "-o") { HelpName = "FILE", Description = what };

    /// <summary>Whether a plan of another model will do.</summary>
    internal static Option<bool> ForcePlan() => new("--force-plan") { Description = "apply a plan that was made for another model, by the names of its layers" };

    /// <summary>Adds the groups to a command.</summary>
    internal void AddTo(Command command, OptionGroups groups)
    {
        foreach (var (_, option) in all.Where(entry => entry.Group is OptionGroups.None || (groups & entry.Group) != 0))
        {
            command.Add(option);
        }

        Training.AddTo(command, groups);
        if (groups.HasFlag(OptionGroups.Measuring))
        {
            Isolation.AddTo(command);
        }

        if (groups.HasFlag(OptionGroups.Importance))
        {
            Importance.AddTo(command);
        }

        if (groups.HasFlag(OptionGroups.Executor))
        {
            Executor.AddTo(command);
        }

        if (groups.HasFlag(OptionGroups.Devices))
        {
            Devices.AddTo(command);
        }

        if (groups.HasFlag(OptionGroups.Candidates))
        {
            Shrink.AddTo(command);
        }

        if (groups.HasFlag(OptionGroups.Width))
        {
            Width.AddTo(command);
        }
    }

    /// <summary>What the command line says, over what the configuration says, over the defaults.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="under">Settings that a plan brought along, under the configuration's.</param>
    internal Settings Read(ParseResult parse, Settings? under = null) =>
        FromCommandLine(parse).Over(SettingsFile.Read(parse.GetValue(config))).Over(under ?? new Settings()).Over(Settings.Defaults);

    private Settings FromCommandLine(ParseResult parse) => Isolation.Settings(parse) with
    {
        Data = Get(parse, data),
        TestData = Get(parse, testData),
        Preprocess = Get(parse, preprocess),
        CalibrationCount = Whole(parse, calibrationCount),
        RefitCount = Whole(parse, refitCount),
        SelectionCount = Whole(parse, selectionCount),
        Metric = Get(parse, metric),
        Provider = Get(parse, provider),
        Threads = Whole(parse, threads),
        Batch = Whole(parse, batch),
        InputShapes = parse.GetResult(inputShapes) is { Implicit: false } ? [.. parse.GetValue(inputShapes)!] : null,
        OptimizationLevel = Get(parse, optimizationLevel),
        MeasureSeconds = Number(parse, measureSeconds),
        Machine = Get(parse, machine),
        Tables = Get(parse, tables),
        Seed = Whole(parse, seed),
        Method = Get(parse, method),
        Faithful = parse.GetResult(faithful) is { Implicit: false } ? parse.GetValue(faithful) : null,
        Alpha = Get(parse, alpha) is "0" ? 0 : Number(parse, alpha),
        NormalizeOver = Get(parse, normalizeOver),
        TicksPerMs = Number(parse, ticksPerMs),
        Shrink = Shrink.Read(parse),
        Width = Width.Read(parse),
        Families = List(parse, families),
        Kernels = List(parse, kernels) is { } sizes ? [.. sizes.Select(size => WholeOf("--kernels", size))] : null,
        LongestSegment = Whole(parse, longestSegment),
        Ranks = List(parse, ranks),
        RankAlign = Whole(parse, rankAlign),
        Speedup = Get(parse, speedup),
        TargetLatency = Get(parse, targetLatency),
        BudgetMs = Number(parse, budget),
        MaxDrop = Get(parse, maxDrop),
        Training = Training.AreGiven(parse) ? Training.Read(parse) : null,
        Importance = Importance.Read(parse),
        Executor = Executor.Read(parse),
        Devices = Devices.Read(parse),
    };

    private Option<string?> Text(OptionGroups group, string name, string form, string description)
    {
        var option = new Option<string?>(name) { HelpName = form, Description = description };
        if (OptionWords.Of(name) is { IsEmpty: false } words)
        {
            option.CompletionSources.Add([.. words]);
        }

        all.Add((group, option));
        return option;
    }

    // An option that the command does not have has no result, and no value.
    internal static string? Get(ParseResult parse, Option<string?> option) =>
        parse.GetResult(option) is null ? null : parse.GetValue(option);

    internal static int? Whole(ParseResult parse, Option<string?> option) =>
        Get(parse, option) is { } text ? WholeOf(option.Name, text) : null;

    private static int WholeOf(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw SettingValues.Bad(option, text, "a whole number is wanted");

    internal static double? Number(ParseResult parse, Option<string?> option) => Get(parse, option) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw SettingValues.Bad(option.Name, text, "a number above 0 is wanted");

    internal static ImmutableArray<string>? List(ParseResult parse, Option<string?> option) =>
        Get(parse, option) is { } text ? [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : null;
}
