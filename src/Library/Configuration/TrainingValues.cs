using System.Globalization;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Runtime.Data;

namespace DepthCompress;

/// <summary>Settings of training as the trainer takes them.</summary>
internal static partial class TrainingValues
{
    /// <summary>Fills in what was not said, and checks everything that can be checked before there is data.</summary>
    /// <param name="settings">What was said; null for nothing.</param>
    /// <param name="fineTunes">Whether the network knows something already.</param>
    internal static TrainingSettings Complete(this TrainingSettings? settings, bool fineTunes)
    {
        var said = settings ?? new TrainingSettings();
        said = said.Preset is { } preset ? said.Over(TrainingPresets.Named(preset, said)) : said;
        if (new object?[] { said.Epochs, said.Steps, said.Minutes }.Count(length => length is not null) > 1)
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "only one of --epochs, --steps and --minutes can be given");
        }

        if (said is { Distillation: false, Teacher: not null })
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "--teacher and --no-distillation contradict each other");
        }

        var rates = TrainingDefaults.Rates(said.Optimizer ?? "sgd", fineTunes);
        var complete = said.Over(rates).Over(fineTunes ? TrainingDefaults.FineTune : TrainingDefaults.Train);
        _ = complete.Recipe(1, 0);
        _ = complete.Augmentation();
        Check("--validation-count", complete.ValidationCount, count => count >= 0, "a whole number from 0 on is wanted");
        Check("--distill-weight", complete.DistillWeight, weight => weight is > 0 and <= 1, "a number above 0 and up to 1 is wanted");
        Check("--temperature", complete.Temperature, number => number is > 0 and <= 100, "a number above 0 and up to 100 is wanted");
        Check("--feature-weight", complete.FeatureWeight, IsSize, "a number from 0 on is wanted");
        Check("--epochs", complete.Epochs, number => number is > 0 and <= 1e6, "a number above 0 is wanted");
        Check("--minutes", complete.Minutes, number => number is > 0 and <= 1e6, "a number above 0 is wanted");
        return complete;
    }

    /// <summary>The recipe of a run.</summary>
    /// <param name="settings">Complete ones.</param>
    /// <param name="steps">Its length.</param>
    /// <param name="seed">Of everything random.</param>
    internal static TrainingRecipe Recipe(this TrainingSettings settings, long steps, int seed)
    {
        Check("--steps", settings.Steps, number => number >= 1, "a whole number from 1 on is wanted");
        Check("--weight-decay", settings.WeightDecay, IsSize, "a number from 0 on is wanted");
        Check("--label-smoothing", settings.LabelSmoothing, IsPart, "a number from 0 to below 1 is wanted");
        Check("--clip", settings.Clip, IsSize, "a number from 0 on is wanted");
        Check("--ema", settings.Ema, IsPart, "a number from 0 to below 1 is wanted");
        Check("--mixup", settings.Mixup, IsSize, "a number from 0 on is wanted");
        Check("--train-threads", settings.Threads, number => number is >= 0 and <= 4096, "a whole number from 0 on is wanted");
        Check("--patience", settings.Patience, number => number >= 0, "a whole number from 0 on is wanted");
        Check("--validate-every", settings.ValidateEvery, number => number >= 0, "a whole number from 0 on is wanted");
        return new TrainingRecipe
        {
            Steps = steps,
            BatchSize = SettingValues.AtLeastOne("--batch-size", settings.Batch!.Value),
            Optimizer = OptimizerOf(settings),
            Schedule = ScheduleOf(settings, steps),
            LearningRateFactors = [.. settings.LearningRateFactors!.Value.Select(Factor)],
            WeightDecay = settings.WeightDecay!.Value,
            DecayAll = settings.DecayAll!.Value,
            LabelSmoothing = settings.LabelSmoothing!.Value,
            ClipNorm = settings.Clip!.Value,
            AverageDecay = settings.Ema!.Value,
            Mixup = settings.Mixup!.Value,
            FreezeStatistics = settings.FreezeStatistics!.Value,
            Seed = seed,
            Threads = settings.Threads!.Value,
            Device = DeviceOf(settings.Device!),
            MixedPrecision = settings.MixedPrecision!.Value,
            CheckpointEvery = SettingValues.AtLeastOne("--checkpoint-every", settings.CheckpointEvery!.Value),
            ValidateEvery = settings.ValidateEvery!.Value,
            Patience = settings.Patience!.Value,
        };
    }

    /// <summary>The length of a run.</summary>
    /// <param name="settings">Complete ones.</param>
    internal static TrainingBudget Budget(this TrainingSettings settings) =>
        settings.Steps is { } steps ? new TrainingBudget.Steps(steps)
        : settings.Epochs is { } epochs ? new TrainingBudget.Epochs(epochs)
        : new TrainingBudget.Minutes(settings.Minutes!.Value * ThreadsOf(settings));

    private static int ThreadsOf(TrainingSettings settings) => settings.Threads is > 0 and var threads ? threads : Environment.ProcessorCount;

    /// <summary>Steps of warm-up in a run of this length.</summary>
    internal static long WarmUpOf(string text, long steps) =>
        text.EndsWith('%') && Number(text[..^1]) is >= 0 and < 100 and var percent ? (long)Math.Round(steps * percent / 100)
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw SettingValues.Bad("--warmup", text, "a part of the run such as 5% or a number of steps is wanted");

    /// <summary>How images are varied: <c>crop4+flip</c>, or as <see cref="Augmentation"/> writes it.</summary>
    internal static Augmentation Augmentation(this TrainingSettings settings) =>
        Runtime.Data.Augmentation.Parse(Amount().Replace(settings.Augment!.Replace('+', ';'), "$1=$2"));

    private static Optimizer OptimizerOf(TrainingSettings settings)
    {
        Check("--momentum", settings.Momentum, IsPart, "a number from 0 to below 1 is wanted");
        var momentum = settings.Momentum!.Value;
        return settings.Optimizer switch
        {
            "sgd" => new Optimizer.Sgd(momentum, Nesterov: momentum > 0),
            "adamw" => new Optimizer.AdamW(),
            var other => throw SettingValues.Bad("--optimizer", other!, "there are sgd, adamw"),
        };
    }

    private static LearningRateSchedule ScheduleOf(TrainingSettings settings, long steps)
    {
        Check("--lr", settings.LearningRate, number => number is > 0 and <= 1000, "a number above 0 is wanted");
        if (settings.Milestones!.Value.Any(part => part is not (> 0 and < 1)))
        {
            throw SettingValues.Bad("--milestones", string.Join(',', settings.Milestones.Value),
                "parts of the run between 0 and 1 are wanted");
        }

        return new LearningRateSchedule
        {
            Peak = settings.LearningRate!.Value,
            Decline = settings.Schedule switch
            {
                "cosine" => LearningRateDecline.Cosine,
                "linear" => LearningRateDecline.Linear,
                "step" => LearningRateDecline.Steps,
                "none" => LearningRateDecline.None,
                var other => throw SettingValues.Bad("--schedule", other!, "there are cosine, linear, step, none"),
            },
            WarmUp = WarmUpOf(settings.WarmUp!, steps),
            Milestones = settings.Milestones.Value,
        };
    }

    private static TrainingDevice DeviceOf(string name) => name switch
    {
        "auto" => TrainingDevice.Auto,
        "cpu" => TrainingDevice.Cpu,
        "cuda" => TrainingDevice.Cuda,
        _ => throw SettingValues.Bad("--device", name, "there are auto, cpu, cuda"),
    };

    private static (string Pattern, double Factor) Factor(string text)
    {
        var equals = text.LastIndexOf('=');
        return equals > 0 && Number(text[(equals + 1)..]) is { } factor ? (text[..equals], factor)
            : throw SettingValues.Bad("--lr-factor", text, "a form such as stem*=0.1 is wanted");
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    [GeneratedRegex("(?<![a-z])(crop|zoom)([0-9])")]
    private static partial Regex Amount();

    private static bool IsPart(double number) => number is >= 0 and < 1;

    private static bool IsSize(double number) => number >= 0 && double.IsFinite(number);

    private static void Check<T>(string option, T? value, Func<T, bool> holds, string why)
        where T : struct, IFormattable
    {
        if (value is { } given && !holds(given))
        {
            throw SettingValues.Bad(option, given.ToString(null, CultureInfo.InvariantCulture), why);
        }
    }
}
