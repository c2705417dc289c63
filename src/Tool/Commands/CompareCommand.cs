using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool;

/// <summary><c>compare</c>: several methods at equal measured latency and with equal training.</summary>
internal sealed class CompareCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> targets = new("--targets")
    {
        HelpName = "LIST",
        Description = $"how many times as fast the results are to be [default: {ComparisonPlan.DefaultTargets}]"
    };
    private readonly Option<string?> methods = new("--methods")
    {
        HelpName = "LIST",
        Description = $"what plans: {string.Join(", ", MethodOptions.Names)} [default: all]"
    };
    private readonly Option<string?> folder = new OutputOption<string?>("--output-dir")
    {
        HelpName = "FOLDER",
        Description = "networks, plans and reports; finished results in it are kept [default: <model>.comparison in the current folder]"
    };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "say how much is missing, and do nothing" };
    private readonly Option<bool> fineTune = new("--finetune")
    {
        Description = "train every result alike, with the original for its teacher; needs --data and libtorch"
    };

    private readonly Option<bool> wait = new("--wait")
    {
        Description = "with --executor: show how far the tasks are, take their results over, and compare"
    };

    private readonly Option<bool> collect = new("--collect")
    {
        Description = "take over what the tasks of an earlier --executor made, and compare"
    };

    private readonly Option<int?> task = new(ShardCommand.Task) { Hidden = true };

    internal override ImmutableArray<string> Examples { get; } =
    [
        "compare resnet56.onnx --data cifar10:DIR --preprocess in --targets 1.3x,1.5x,2x",
        "compare vgg9.onnx --data cifar10:DIR --preprocess in --targets 1.5x --methods fit,layer-only,uniform --finetune --minutes 5",
        "compare model.onnx --data cifar10:DIR --preprocess in --finetune --steps 500 --output-dir FOLDER --dry-run",
        "compare resnet56.onnx --data cifar10:DIR --preprocess in --finetune --epochs 8 --executor slurm --partition gpu --gres gpu:1 --wait",
    ];

    protected override (string, string) Title =>
        ("compare", "Several methods at equal measured latency and with equal training: one table, one chart; goes on where it was stopped.");

    protected override OptionGroups Groups =>
        OptionGroups.Engine | OptionGroups.Data | OptionGroups.Candidates | OptionGroups.Importance | OptionGroups.Training
        | OptionGroups.Distillation | OptionGroups.Executor;

    protected override bool HasReports => true;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(targets);
        command.Add(methods);
        command.Add(folder);
        command.Add(dryRun);
        command.Add(fineTune);
        command.Add(wait);
        command.Add(collect);
        command.Add(task);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        if (parse.GetValue(task) is { } number)
        {
            return new ShardTask(new ShardFolder(Common.Read(parse).Executor?.Job ?? "."), number, session).Run();
        }

        var path = parse.GetRequiredValue(model);
        var settings = Read(parse) with { Speedup = null, TargetLatency = null, BudgetMs = null, MaxDrop = null, Method = FitMethod.Name };
        var pairs = ComparisonPlan.Of(settings, parse.GetValue(targets) ?? ComparisonPlan.DefaultTargets, parse.GetValue(methods));
        var run = new ComparisonRun(session, path, settings, pairs,
            parse.GetValue(folder) ?? $"{Path.GetFileNameWithoutExtension(path)}.comparison")
        {
            Waits = parse.GetValue(wait),
            Collects = parse.GetValue(collect),
        };
        return parse.GetValue(dryRun) ? run.Estimate() : run.Run();
    }

    private Settings Read(ParseResult parse)
    {
        var settings = Common.Read(parse);
        if (parse.GetValue(fineTune) || settings.FineTune is true)
        {
            return settings with { FineTune = true, Training = settings.Training.Complete(true) };
        }

        return Common.Training.AreGiven(parse)
            ? throw DiagnosticCatalog.BadUsage.Error(null, "options of training were given, but not --finetune")
            : settings with { Training = null };
    }
}
