using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Torch;

namespace DepthCompress.Training;

/// <summary>
/// What can be done with a network where it may be trained. libtorch and the bridge to it are looked for when something is to be trained;
/// <see cref="WhyNot"/> says what is missing. What is said about <see cref="NetworkModel"/> holds here too; one training at a time.
/// </summary>
public static class NetworkTraining
{
    /// <summary>Why nothing can be trained on this machine; null where it can.</summary>
    /// <example><code>if (NetworkTraining.WhyNot is { } whyNot) { Console.WriteLine(whyNot); }</code></example>
    public static string? WhyNot => TorchFacts.WhyNot;

    /// <summary>Compresses, and trains the small network to imitate the original after its weights were solved for.</summary>
    /// <param name="model">The original.</param>
    /// <param name="options">As without training; images are needed.</param>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop; the state of the training is kept, and the same call goes on from it.</param>
    /// <exception cref="DiagnosticException">DC4101: there is no libtorch; or what compressing without training says.</exception>
    /// <example><code>
    /// var options = new CompressOptions { Data = "cifar10:data", Preprocess = "in", Speedup = 2, Output = "small.onnx" };
    /// var result = await model.CompressAsync(options, new Recipe { Minutes = 15 });
    /// </code></example>
    public static Task<CompressResult> CompressAsync(this NetworkModel model, CompressOptions options, Recipe recipe,
        IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(recipe);
        return model.CompressAsync(options, Complete, progress, cancellation);

        Settings Complete(Settings? under)
        {
            var settings = options.Complete(under);
            return settings with { FineTune = true, Training = Recipe.Complete(recipe, settings) };
        }
    }

    /// <summary>Realizes a plan, and trains the small network to imitate the original.</summary>
    /// <param name="model">The original.</param>
    /// <param name="plan">Made for it.</param>
    /// <param name="options">The images, the recipe, the file.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop; the state of the training is kept, and the same call goes on from it.</param>
    /// <exception cref="DiagnosticException">DC4101: there is no libtorch; or the plan, the options or the images are wrong.</exception>
    /// <example><code>
    /// var plan = NetworkPlan.Load("model.plan.json");
    /// var result = await model.FineTuneAsync(plan, new FineTuneOptions { Training = new Recipe { Epochs = 20 }, Output = "small.onnx" });
    /// </code></example>
    public static Task<TrainedResult> FineTuneAsync(this NetworkModel model, NetworkPlan plan, FineTuneOptions? options = null,
        IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(plan);
        var asked = options ?? new FineTuneOptions();
        return LibraryRun.StartAsync(model.Surroundings, progress, session =>
        {
            using var files = new TrainingFiles(model, asked.Output);
            var name = plan.Path ?? "plan";
            var settings = asked.Complete(plan.Settings);
            session.Files.ReadsOf(settings);
            var run = new FineTuneRun(session, files.Model, plan.Content, settings with { Training = Recipe.Complete(asked.Training, settings) })
            {
                PlanFile = name,
                Output = files.Output,
                Force = asked.Force,
                ForcesPlan = asked.ForcePlan,
            };
            run.Run();
            var report = run.Report!;
            return Result(files.Made(report.IsVerified), asked.Output, report.Latency, report.Quality, report.WhyNotKept, report.Checks, session);
        }, cancellation);
    }

    /// <summary>Makes a network narrower: by a criterion, or by learning what is needed.</summary>
    /// <param name="model">The original.</param>
    /// <param name="options">How much is to go, what decides, the images, the files.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop; the state of a training is kept, and the same call goes on from it.</param>
    /// <exception cref="DiagnosticException">DC4101: something is to be trained and there is no libtorch; or an option or the images are wrong.</exception>
    /// <example><code>var result = await model.PruneAsync(new PruneOptions { Flops = 0.3, Output = "narrow.onnx" });</code></example>
    public static Task<TrainedResult> PruneAsync(this NetworkModel model, PruneOptions options,
        IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        return LibraryRun.StartAsync(model.Surroundings, progress, session =>
        {
            using var files = new TrainingFiles(model, options.Output);
            var wishes = Wishes(options);
            var settings = options.Complete();
            session.Files.ReadsOf(settings);
            var trains = options.FineTune || wishes.Learns;
            var run = new PruneRun(session, files.Model, settings with { Training = trains ? Recipe.Complete(options.Training, settings) : null })
            {
                Files = new PruneFiles { Output = files.Output, PlanFile = options.PlanFile, Reports = options.Reports, Force = options.Force },
                FineTunes = options.FineTune,
            };
            run.Run(wishes);
            var report = run.Report!;
            var stage = report.Quality.IsEmpty ? null : report.Quality[^1].Stage;
            return Result(files.Made(report.IsVerified), options.Output, report.Latency,
                [.. report.Quality.Where(entry => entry.Stage == stage).Select(entry => entry.Change)], report.WhyNotKept, report.Checks, session);
        }, cancellation);
    }

    private static DepthCompress.PruneOptions Wishes(PruneOptions options) => new()
    {
        Method = DepthCompress.PruneOptions.CheckMethod(options.Method),
        Target = new WidthTarget
        {
            Removed = (options.Flops, options.Params) switch
            {
                ({ } part, null) => Part(nameof(options.Flops), part),
                (null, { } part) => Part(nameof(options.Params), part),
                _ => throw DiagnosticCatalog.MissingSetting.Error(null, "one target", "Flops or Params"),
            },
            CountsParameters = options.Params is not null,
            IsUniform = options.Uniform,
            Alignment = SettingValues.AtLeastOne(nameof(options.Align), options.Align),
            FewestChannels = SettingValues.AtLeastOne(nameof(options.MinChannels), options.MinChannels),
            SmallestPart = options.MinPart is 0 ? 0 : Part(nameof(options.MinPart), options.MinPart),
        },
    };

    private static double Part(string option, double part) => part is > 0 and < 1 ? part
        : throw SettingValues.Bad(option, $"{part}", "a part between 0 and 1 is wanted, such as 0.45");

    private static TrainedResult Result(NetworkModel network, string? output, (LatencyEstimate Before, LatencyEstimate After, LatencyComparison Speed) latency,
        ImmutableArray<Passes.Compression.QualityChange> quality, string? whyNotKept, ImmutableArray<(string Check, bool Passed, string Finding)> checks, Session session) => new()
        {
            Network = network,
            Output = network.Path == output ? output : null,
            Latency = SpeedComparison.Of(latency.Before, latency.After, latency.Speed),
            Quality = QualityComparison.Of(quality),
            WhyNotKept = whyNotKept,
            Checks = ResultCheck.Of(checks),
            Diagnostics = session.Diagnostics.All,
        };
}
