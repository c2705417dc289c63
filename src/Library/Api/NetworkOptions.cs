using System.Globalization;

namespace DepthCompress;

/// <summary>
/// What most operations can be told. Names and defaults are those of <c>depthcompress.json</c>; null is what is not said, and then what
/// <see cref="Config"/> says holds, and then the default.
/// </summary>
/// <remarks>
/// Figures of time are only as good as the machine is quiet: measure with nothing else running, with the provider and the threads that the
/// model will be run with.
/// </remarks>
public abstract record NetworkOptions
{
    /// <summary>
    /// A settings file that holds where these options say nothing; null for none. None is looked for in the current folder. Its gates
    /// (<c>failIf</c>) are judged by <see cref="NetworkModel.CompressAsync(CompressOptions, IProgress{CompressionProgress}, CancellationToken)"/>
    /// and by nothing else: one that is missed is DC2740 among the diagnostics of the result.
    /// </summary>
    public string? Config { get; init; }

    /// <summary>
    /// Images to tune and to judge by, which are kept apart: <c>npy:FILE</c>, <c>imagefolder:DIR</c>, <c>cifar10:DIR</c>,
    /// <c>idx:DIR</c>, <c>records:FILE</c>, <c>synthetic:shapes10</c>. Default: noise, and a warning.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>Images that the result is judged by, instead of a part of <see cref="Data"/>.</summary>
    public string? TestData { get; init; }

    /// <summary>How images become inputs: a preset such as <c>unit</c>, or pairs such as <c>mean=128;std=64</c>. Default: as they are.</summary>
    public string? Preprocess { get; init; }

    /// <summary>Samples that candidates are solved for on. Default: 400.</summary>
    public int? CalibrationCount { get; init; }

    /// <summary>Samples that the chosen plan is solved for on, those of <see cref="CalibrationCount"/> among them. Default: 1600.</summary>
    public int? RefitCount { get; init; }

    /// <summary>Samples that candidates are compared on. Default: 128.</summary>
    public int? SelectionCount { get; init; }

    /// <summary>The measure that candidates are compared by, such as <c>mse</c>, <c>kl</c>, <c>accuracy</c>. Default: <c>mse</c>.</summary>
    public string? Metric { get; init; }

    /// <summary>The execution provider that latency is measured on: <c>cpu</c>, <c>cuda</c>, <c>tensorrt</c>. Default: <c>cpu</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>Threads that latency is measured with; all else uses every core. Default: 1.</summary>
    public int? Threads { get; init; }

    /// <summary>The batch that latency is measured with, where the model leaves it open. Default: 1.</summary>
    public int? Batch { get; init; }

    /// <summary>Sizes of inputs that the model leaves open: <c>input=1x3x224x224</c>.</summary>
    public ImmutableArray<string>? InputShapes { get; init; }

    /// <summary>The engine's graph optimization while latency is measured: <c>none</c>, <c>basic</c>, <c>extended</c>, <c>all</c>. Default: <c>all</c>.</summary>
    public string? OptimizationLevel { get; init; }

    /// <summary>Seconds that one measurement may take. Default: 3.</summary>
    public double? MeasureSeconds { get; init; }

    /// <summary>
    /// The file that keeps measured latencies and importances, so that nothing is measured twice. Default: <c>.depthcompress/tables.db</c>
    /// in the current folder. Any number of runs and processes may share it: none does what another does already.
    /// </summary>
    public string? Tables { get; init; }

    /// <summary>Of everything random. Default: 0.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Whether networks run in a process of their own: a model that crashes the engine, or wants too much of it, is then an error (DC4320 to
    /// DC4322) of this one operation. That process is the program itself, started again; see docs/library.md. Default: no.
    /// </summary>
    public bool? Isolate { get; init; }

    /// <summary>With <see cref="Isolate"/>: the most memory of that process, such as <c>4GB</c>. Default: 90 % of the machine's.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>With <see cref="Isolate"/>: the most seconds that a network may run or be measured at a time. Default: 1800.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>These options over the settings file over the defaults.</summary>
    /// <param name="under">Settings that a plan brought along, under those of the file.</param>
    internal Settings Complete(Settings? under = null) =>
        ToSettings().Over(Config is null ? new Settings() : SettingsFile.Read(Config)).Over(under ?? new Settings()).Over(Settings.Defaults);

    internal virtual Settings ToSettings() => new()
    {
        Data = Data,
        TestData = TestData,
        Preprocess = Preprocess,
        CalibrationCount = CalibrationCount,
        RefitCount = RefitCount,
        SelectionCount = SelectionCount,
        Metric = Metric,
        Provider = Provider,
        Threads = Threads,
        Batch = Batch,
        InputShapes = InputShapes,
        OptimizationLevel = OptimizationLevel,
        MeasureSeconds = MeasureSeconds,
        Tables = Tables,
        Seed = Seed,
        Isolate = Isolate,
        MemoryLimit = MemoryLimit,
        TimeLimit = TimeLimit,
    };

    /// <summary>A number as settings spell it, wherever the process runs.</summary>
    private protected static string? Text(double? number, string unit = "") =>
        number is { } value ? value.ToString("R", CultureInfo.InvariantCulture) + unit : null;
}
