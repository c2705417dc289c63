using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>The options that say how importance is found, and by how many processes.</summary>
internal sealed class ImportanceOptions
{
    private readonly List<Option> all = [];
    private readonly Option<string?> by;
    private readonly Option<string?> preset;
    private readonly Option<string?> steps;
    private readonly Option<string?> epochs;
    private readonly Option<string?> images;
    private readonly Option<string?> rate;
    private readonly Option<string?> batch;
    private readonly Option<string?> augment;
    private readonly Option<bool> reinitialize;
    private readonly Option<bool> untrainedBaseline;
    private readonly Option<string?> earlyStop;
    private readonly Option<string?> threads;
    private readonly Option<string?> workers;
    private readonly Option<string?> workerDevices;

    internal ImportanceOptions()
    {
        var quick = Passes.Importance.ImportanceTraining.Quick;
        by = Text("--importance", "WAY",
            "how candidates are judged: applied, or finetune: after a short training; needs --data and libtorch [default: applied]");
        preset = Text("--importance-preset", "NAME",
            "the protocol of these trainings: quick, two-stage, layermerge [default: quick; with --faithful the method's]");
        steps = Text("--importance-steps", "N", $"steps of a training [default: {quick.Steps}]");
        epochs = Text("--importance-epochs", "N", "passes over its images instead");
        images = Text("--importance-images", "N", $"images that are trained on; 0 for all [default: {quick.Images}]");
        rate = Text("--importance-lr", "N", $"the highest learning rate [default: {quick.Recipe.Schedule.Peak}]");
        batch = Text("--importance-batch", "N", $"images in a step [default: {quick.Recipe.BatchSize}]");
        augment = Text("--importance-augment", "TEXT", "how images are varied: flip, crop4, zoom0.35, crop4+flip, none [default: flip]");
        reinitialize = Flag("--importance-reinitialize", "single layers that stay are learned anew, as the published programs do");
        untrainedBaseline = Flag("--importance-untrained-baseline", "compare with the network as it is, not with one trained the same way");
        earlyStop = Text("--importance-early-stop", "DROP",
            "give a row up at half of its steps where it has lost so much, in the measure's unit; 0 for never [default: 0]");
        threads = Text("--importance-threads", "N", "processor threads that train, divided among the workers; 0 for all cores [default: 0]");
        workers = Text("--workers", "N",
            "processes that work on the importance table, each with its share of the cores and at most one GPU [default: 1; with --worker-devices one for each]");
        workerDevices = Text("--worker-devices", "LIST",
            "what they train on, in turn: cuda:0,cuda:1 or cpu [default: with --workers the GPUs that are found, else the processor]");
    }

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>What the command line says; null for nothing.</summary>
    internal ImportanceSettings? Read(ParseResult parse) => !all.Any(option => parse.GetResult(option) is { Implicit: false }) ? null : new()
    {
        By = CommonOptions.Get(parse, by),
        Preset = CommonOptions.Get(parse, preset),
        Steps = CommonOptions.Whole(parse, steps),
        Epochs = CommonOptions.Number(parse, epochs),
        Images = CommonOptions.Whole(parse, images),
        LearningRate = CommonOptions.Number(parse, rate),
        Batch = CommonOptions.Whole(parse, batch),
        Augment = CommonOptions.Get(parse, augment),
        Reinitialize = Given(parse, reinitialize),
        UntrainedBaseline = Given(parse, untrainedBaseline),
        EarlyStop = CommonOptions.Get(parse, earlyStop) is "0" ? 0 : CommonOptions.Number(parse, earlyStop),
        Threads = CommonOptions.Whole(parse, threads),
        Workers = CommonOptions.Whole(parse, workers),
        WorkerDevices = CommonOptions.Get(parse, workerDevices),
    };

    private static bool? Given(ParseResult parse, Option<bool> option) =>
        parse.GetResult(option) is { Implicit: false } ? parse.GetValue(option) : null;

    private Option<string?> Text(string name, string form, string description)
    {
        var option = new Option<string?>(name) { HelpName = form, Description = description };
        all.Add(option);
        return option;
    }

    private Option<bool> Flag(string name, string description)
    {
        var option = new Option<bool>(name) { Description = description };
        all.Add(option);
        return option;
    }
}
