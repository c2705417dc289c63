using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// The settings of <c>depthcompress.json</c> and of the command line; null is what was not said. See
/// docs/schemas/depthcompress.schema.json.
/// </summary>
internal sealed record Settings
{
    /// <summary>For editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Images for calibration, selection and (unless <see cref="TestData"/> is named) evaluation.</summary>
    public string? Data { get; init; }

    /// <summary>Images the result is judged by.</summary>
    public string? TestData { get; init; }

    /// <summary>How images become inputs.</summary>
    public string? Preprocess { get; init; }

    /// <summary>Samples that candidates are solved for on.</summary>
    public int? CalibrationCount { get; init; }

    /// <summary>Samples that the chosen plan is solved for on, those of <see cref="CalibrationCount"/> among them.</summary>
    public int? RefitCount { get; init; }

    /// <summary>Samples that candidates are compared on.</summary>
    public int? SelectionCount { get; init; }

    /// <summary>The measure candidates are compared by.</summary>
    public string? Metric { get; init; }

    /// <summary>The execution provider that latency is measured on.</summary>
    public string? Provider { get; init; }

    /// <summary>Threads that latency is measured with.</summary>
    public int? Threads { get; init; }

    /// <summary>The batch that latency is measured with, where the model leaves it open.</summary>
    public int? Batch { get; init; }

    /// <summary>Sizes of inputs: <c>name=1x3x224x224</c>.</summary>
    public ImmutableArray<string>? InputShapes { get; init; }

    /// <summary>The engine's graph optimization while latency is measured.</summary>
    public string? OptimizationLevel { get; init; }

    /// <summary>Seconds that one measurement may take.</summary>
    public double? MeasureSeconds { get; init; }

    /// <summary>Whose latencies count, where not this machine's: a device in the tables, or a results file. Of the command line only.</summary>
    [JsonIgnore]
    public string? Machine { get; init; }

    /// <summary>Whether networks are run and measured in processes of their own, which may crash.</summary>
    public bool? Isolate { get; init; }

    /// <summary>The most memory of such a process: <c>4GB</c>.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>The most seconds that one network may run there at a time.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>The file of the tables.</summary>
    public string? Tables { get; init; }

    /// <summary>Of everything random.</summary>
    public int? Seed { get; init; }

    /// <summary>The method that plans.</summary>
    public string? Method { get; init; }

    /// <summary>Whether a published method is run as its released program runs it.</summary>
    public bool? Faithful { get; init; }

    /// <summary>How strongly the two-stage method prefers many blocks.</summary>
    public double? Alpha { get; init; }

    /// <summary>The rows whose mean the two-stage method subtracts.</summary>
    public string? NormalizeOver { get; init; }

    /// <summary>Ticks of a millisecond where a released program truncates.</summary>
    public double? TicksPerMs { get; init; }

    /// <summary>How <c>depthshrinker</c> is set.</summary>
    public ShrinkSettings? Shrink { get; init; }

    /// <summary>How the methods of <c>prune</c> that learn are set.</summary>
    public WidthSettings? Width { get; init; }

    /// <summary>Families of candidates.</summary>
    public ImmutableArray<string>? Families { get; init; }

    /// <summary>Kernel sizes of fitted convolutions.</summary>
    public ImmutableArray<int>? Kernels { get; init; }

    /// <summary>The most layer sites in one segment.</summary>
    public int? LongestSegment { get; init; }

    /// <summary>Channels that stay in narrower layers, as parts or numbers: <c>1/4</c>, <c>50%</c>, <c>16</c>.</summary>
    public ImmutableArray<string>? Ranks { get; init; }

    /// <summary>What those numbers are multiples of.</summary>
    public int? RankAlign { get; init; }

    /// <summary>How many times as fast the result is to be: <c>1.5x</c>.</summary>
    public string? Speedup { get; init; }

    /// <summary>The latency of the result as a part of the original's: <c>70%</c>.</summary>
    public string? TargetLatency { get; init; }

    /// <summary>The latency of the result in milliseconds.</summary>
    public double? BudgetMs { get; init; }

    /// <summary>The most quality that may be lost: <c>0.5pp</c>, <c>0.1dB</c>, <c>0.01</c>.</summary>
    public string? MaxDrop { get; init; }

    /// <summary>What fails a run although nothing is broken: <c>drop&gt;0.5pp,speedup&lt;1.3</c>.</summary>
    public string? FailIf { get; init; }

    /// <summary>Whether compression trains the network after its weights were solved for.</summary>
    public bool? FineTune { get; init; }

    /// <summary>How networks are trained and fine-tuned.</summary>
    public TrainingSettings? Training { get; init; }

    /// <summary>How importance is found.</summary>
    public ImportanceSettings? Importance { get; init; }

    /// <summary>Where rows of tables are found.</summary>
    public ExecutorSettings? Executor { get; init; }

    /// <summary>Which devices one plan is for.</summary>
    public DeviceSettings? Devices { get; init; }

    /// <summary>What holds where nothing was said.</summary>
    public static Settings Defaults { get; } = new()
    {
        CalibrationCount = 400,
        RefitCount = 1600,
        SelectionCount = 128,
        Metric = "mse",
        Provider = "cpu",
        Threads = 1,
        Batch = 1,
        OptimizationLevel = "all",
        MeasureSeconds = 3,
        Tables = Path.Combine(".depthcompress", "tables.db"),
        Seed = 0,
        Method = FitMethod.Name,
        Faithful = false,
        Alpha = 1,
        NormalizeOver = "single",
        TicksPerMs = 10,
        Families = ["identity", "fit", "absorb", "thin"],
        Kernels = [1, 3, 5],
        LongestSegment = 20,
        Ranks = ["1/4", "3/8", "1/2", "3/4"],
        RankAlign = 8,
    };

    /// <summary>
    /// These settings, and those of <paramref name="under"/> where these say nothing. A target replaces a target, however it is said.
    /// </summary>
    public Settings Over(Settings under) => new()
    {
        Data = Data ?? under.Data,
        TestData = TestData ?? under.TestData,
        Preprocess = Preprocess ?? under.Preprocess,
        CalibrationCount = CalibrationCount ?? under.CalibrationCount,
        RefitCount = RefitCount ?? under.RefitCount,
        SelectionCount = SelectionCount ?? under.SelectionCount,
        Metric = Metric ?? under.Metric,
        Provider = Provider ?? under.Provider,
        Threads = Threads ?? under.Threads,
        Batch = Batch ?? under.Batch,
        InputShapes = InputShapes ?? under.InputShapes,
        OptimizationLevel = OptimizationLevel ?? under.OptimizationLevel,
        MeasureSeconds = MeasureSeconds ?? under.MeasureSeconds,
        Machine = Machine ?? under.Machine,
        Isolate = Isolate ?? under.Isolate,
        MemoryLimit = MemoryLimit ?? under.MemoryLimit,
        TimeLimit = TimeLimit ?? under.TimeLimit,
        Tables = Tables ?? under.Tables,
        Seed = Seed ?? under.Seed,
        Method = Method ?? under.Method,
        Faithful = Faithful ?? under.Faithful,
        Alpha = Alpha ?? under.Alpha,
        NormalizeOver = NormalizeOver ?? under.NormalizeOver,
        TicksPerMs = TicksPerMs ?? under.TicksPerMs,
        Shrink = Shrink is null ? under.Shrink : under.Shrink is { } shrink ? Shrink.Over(shrink) : Shrink,
        Width = Width is null ? under.Width : under.Width is { } narrow ? Width.Over(narrow) : Width,
        Families = Families ?? under.Families,
        Kernels = Kernels ?? under.Kernels,
        LongestSegment = LongestSegment ?? under.LongestSegment,
        Ranks = Ranks ?? under.Ranks,
        RankAlign = RankAlign ?? under.RankAlign,
        Speedup = HasTarget ? Speedup : under.Speedup,
        TargetLatency = HasTarget ? TargetLatency : under.TargetLatency,
        BudgetMs = HasTarget ? BudgetMs : under.BudgetMs,
        MaxDrop = MaxDrop ?? under.MaxDrop,
        FailIf = FailIf ?? under.FailIf,
        FineTune = FineTune ?? under.FineTune,
        Training = Training is null ? under.Training : under.Training is { } other ? Training.Over(other) : Training,
        Importance = Importance is null ? under.Importance : under.Importance is { } way ? Importance.Over(way) : Importance,
        Executor = Executor is null ? under.Executor : under.Executor is { } place ? Executor.Over(place) : Executor,
        Devices = Devices is null ? under.Devices : under.Devices is { } others ? Devices.Over(others) : Devices,
    };

    /// <summary>Whether a latency is asked for.</summary>
    [JsonIgnore]
    public bool HasTarget =>
        Speedup is not null || TargetLatency is not null || BudgetMs is not null || Devices?.Budgets is { IsDefaultOrEmpty: false };

    /// <summary>
    /// As it is written into plans, reports and models. Where tables and checkpoints lie changes nothing in a result, and says something
    /// about a machine, and so do the processes in which networks run; gates judge one run, and a plan hands them on to no other.
    /// </summary>
    public JsonObject ToJson() => SettingsFile.ToJson(this with
    {
        Schema = null,
        Tables = null,
        FailIf = null,
        Isolate = null,
        MemoryLimit = null,
        TimeLimit = null,
        Executor = null,
        Training = Training is null ? null : Training with { Checkpoint = null },
        Width = Width?.WithoutPlace is { } width && width != new WidthSettings() ? width : null,
        Importance = Importance?.WithoutPlace is { } way && way != new ImportanceSettings() ? way : null,
    });
}
