using System.CommandLine;
using System.Globalization;

namespace DepthCompress.Tool;

/// <summary>The options that say how a network is trained, and whom it imitates.</summary>
internal sealed class TrainingOptions
{
    private readonly List<Option> training = [];
    private readonly List<Option> distillation = [];
    private readonly Option<string?> preset;
    private readonly Option<string?> epochs;
    private readonly Option<string?> steps;
    private readonly Option<string?> minutes;
    private readonly Option<string?> optimizer;
    private readonly Option<string?> rate;
    private readonly Option<string?> momentum;
    private readonly Option<string?> schedule;
    private readonly Option<string?> milestones;
    private readonly Option<string?> warmUp;
    private readonly Option<string?> weightDecay;
    private readonly Option<bool> decayAll;
    private readonly Option<string?> smoothing;
    private readonly Option<string?> clip;
    private readonly Option<string?> ema;
    private readonly Option<string?> mixup;
    private readonly Option<string?> augment;
    private readonly Option<string?> batch;
    private readonly Option<string?> threads;
    private readonly Option<string?> device;
    private readonly Option<bool> mixedPrecision;
    private readonly Option<bool> freeze;
    private readonly Option<string[]> factors;
    private readonly Option<string?> patience;
    private readonly Option<string?> validateEvery;
    private readonly Option<string?> validationCount;
    private readonly Option<string?> checkpoint;
    private readonly Option<string?> checkpointEvery;
    private readonly Option<string?> teacher;
    private readonly Option<bool> noDistillation;
    private readonly Option<string?> distillWeight;
    private readonly Option<string?> temperature;
    private readonly Option<string?> featureWeight;

    internal TrainingOptions()
    {
        var (first, again) = (TrainingDefaults.Train, TrainingDefaults.FineTune);
        preset = Text("--preset", "NAME", "the recipe of a paper, under whatever else is said: depthshrinker");
        epochs = Text("--epochs", "N", $"passes over the training images [default: {first.Epochs}, for fine-tuning {again.Epochs}]");
        steps = Text("--steps", "N", "steps instead of epochs");
        minutes = Text("--minutes", "N", "about so many minutes instead of epochs; how many steps these are is tried out at the start");
        optimizer = Text("--optimizer", "NAME", "sgd (with Nesterov momentum) or adamw [default: sgd]");
        rate = Text("--lr", "RATE", "the highest learning rate [default: 0.1, for fine-tuning 0.03; adamw 0.002 and 0.0005]");
        momentum = Text("--momentum", "N", $"of sgd [default: {first.Momentum}]");
        schedule = Text("--schedule", "NAME", "how the rate falls: cosine, linear, step, none [default: cosine]");
        milestones = Text("--milestones", "LIST", "where step lowers the rate to a tenth, as parts of the run [default: 0.5,0.75]");
        warmUp = Text("--warmup", "5%", "of the run, or a number of steps, in which the rate grows [default: 5%]");
        weightDecay = Text("--weight-decay", "N", "L2 penalty [default: 0.0005, for fine-tuning 0.0001; adamw 0.02]");
        decayAll = Flag(training, "--decay-all", "normalization and biases decay too");
        smoothing = Text("--label-smoothing", "N", "the part of a label that is spread over all classes [default: 0]");
        clip = Text("--clip", "N", "the longest gradient; 0 for no limit [default: 0, for fine-tuning 1]");
        ema = Text("--ema", "N", "the result is a moving average of the weights with this decay, such as 0.999; 0 for none [default: 0]");
        mixup = Text("--mixup", "N", "blend pairs of images, with this parameter of the Beta distribution; 0 for none [default: 0]");
        augment = Text("--augment", "TEXT", $"how images are varied: flip, crop4, zoom0.35, crop4+flip, none [default: {first.Augment}]");
        batch = Text("--batch-size", "N", $"images in a step [default: {first.Batch}]");
        threads = Text("--train-threads", "N", "processor threads that train; 0 for all cores [default: 0]");
        device = Text("--device", "NAME", "auto, cpu or cuda [default: auto]");
        mixedPrecision = Flag(training, "--mixed-precision", "half precision where that is safe, on a GPU");
        freeze = Flag(training, "--freeze-statistics", "normalization keeps the statistics it has");
        factors = new Option<string[]>("--lr-factor")
        {
            HelpName = "PATTERN=N",
            Arity = ArgumentArity.OneOrMore,
            Description = "multiply the rate of weights by their names, '*' for any text; 0 freezes; the first that fits counts"
        };
        training.Add(factors);
        patience = Text("--patience", "N",
            "stop after so many validations without a gain and keep the best state; 0 for never [default: 0]");
        validateEvery = Text("--validate-every", "N", "steps between validations; 0 for once an epoch [default: 0]");
        validationCount = Text("--validation-count", "N",
            $"training images that are held out to validate on, at most a fifth of them [default: {first.ValidationCount}]");
        checkpoint = new OutputOption<string?>("--checkpoint")
        {
            HelpName = "FILE",
            Description = "keeps the state of the run; one that exists is resumed [default: beside the tables, removed at the end]",
        };
        training.Add(checkpoint);
        checkpointEvery = Text("--checkpoint-every", "N", $"steps between two states that are kept [default: {first.CheckpointEvery}]");
        teacher = Distill("--teacher", "FILE", "an ONNX file to imitate [default: the original, where the network is another]");
        noDistillation = Flag(distillation, "--no-distillation", "learn from labels alone");
        distillWeight = Distill("--distill-weight", "N",
            $"the part of the loss that comes from the teacher; 1 needs no labels [default: {first.DistillWeight}]");
        temperature = Distill("--temperature", "N", $"what logits are divided by [default: {first.Temperature}]");
        featureWeight = Distill("--feature-weight", "N", "of agreement with the teacher inside the network; 0 for none [default: 0]");
    }

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command, OptionGroups groups)
    {
        IEnumerable<Option> wanted =
            [.. groups.HasFlag(OptionGroups.Training) ? training : [], .. groups.HasFlag(OptionGroups.Distillation) ? distillation : []];
        foreach (var option in wanted)
        {
            command.Add(option);
        }
    }

    /// <summary>Whether the command line says anything about training.</summary>
    internal bool AreGiven(ParseResult parse) =>
        training.Concat(distillation).Any(option => parse.GetResult(option) is { Implicit: false });

    /// <summary>What the command line says.</summary>
    internal TrainingSettings Read(ParseResult parse) => new()
    {
        Preset = CommonOptions.Get(parse, preset),
        Epochs = Number(parse, epochs),
        Steps = Whole(parse, steps),
        Minutes = Number(parse, minutes),
        Optimizer = CommonOptions.Get(parse, optimizer),
        LearningRate = Number(parse, rate),
        Momentum = Number(parse, momentum),
        Schedule = CommonOptions.Get(parse, schedule),
        Milestones = CommonOptions.List(parse, milestones) is { } parts ? [.. parts.Select(part => NumberOf(milestones.Name, part))] : null,
        WarmUp = CommonOptions.Get(parse, warmUp),
        WeightDecay = Number(parse, weightDecay),
        DecayAll = Given(parse, decayAll),
        LabelSmoothing = Number(parse, smoothing),
        Clip = Number(parse, clip),
        Ema = Number(parse, ema),
        Mixup = Number(parse, mixup),
        Augment = CommonOptions.Get(parse, augment),
        Batch = Whole(parse, batch),
        Threads = Whole(parse, threads),
        Device = CommonOptions.Get(parse, device),
        MixedPrecision = Given(parse, mixedPrecision),
        FreezeStatistics = Given(parse, freeze),
        LearningRateFactors = parse.GetResult(factors) is { Implicit: false } ? [.. parse.GetValue(factors)!] : null,
        Patience = Whole(parse, patience),
        ValidateEvery = Whole(parse, validateEvery),
        ValidationCount = Whole(parse, validationCount),
        Checkpoint = CommonOptions.Get(parse, checkpoint),
        CheckpointEvery = Whole(parse, checkpointEvery),
        Teacher = CommonOptions.Get(parse, teacher),
        Distillation = Given(parse, noDistillation) is true ? false : CommonOptions.Get(parse, teacher) is null ? null : true,
        DistillWeight = Number(parse, distillWeight),
        Temperature = Number(parse, temperature),
        FeatureWeight = Number(parse, featureWeight),
    };

    private Option<string?> Text(string name, string form, string description) => Text(training, name, form, description);

    private Option<string?> Distill(string name, string form, string description) => Text(distillation, name, form, description);

    private static Option<string?> Text(List<Option> group, string name, string form, string description)
    {
        var option = new Option<string?>(name) { HelpName = form, Description = description };
        group.Add(option);
        return option;
    }

    private static Option<bool> Flag(List<Option> group, string name, string description)
    {
        var option = new Option<bool>(name) { Description = description };
        group.Add(option);
        return option;
    }

    private static bool? Given(ParseResult parse, Option<bool> option) =>
        parse.GetResult(option) is { Implicit: false } ? parse.GetValue(option) : null;

    private static int? Whole(ParseResult parse, Option<string?> option) => CommonOptions.Whole(parse, option);

    private static double? Number(ParseResult parse, Option<string?> option) =>
        CommonOptions.Get(parse, option) is { } text ? NumberOf(option.Name, text) : null;

    internal static double NumberOf(string option, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number : throw SettingValues.Bad(option, text, "a number is wanted");
}
