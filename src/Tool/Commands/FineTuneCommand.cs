using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;

namespace DepthCompress.Tool;

/// <summary><c>finetune</c>: a plan realized and trained, or a network trained further.</summary>
internal sealed class FineTuneCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> planFile = new("--plan", "-p")
    {
        HelpName = "FILE",
        Description = "the plan to realize and train; without one the model itself is trained"
    };
    private readonly Option<string?> output = CommonOptions.Output("the result [default: <model>.finetuned.onnx in the current folder]");
    private readonly Option<string?> expand = new("--expand")
    {
        HelpName = "6",
        Description = "train layers as inverted residual blocks so many times as wide, then shrink them back: same network, better weights"
    };
    private readonly Option<string?> expandLayers = new("--expand-layers")
    {
        HelpName = "PATTERN",
        Description = "the layers to expand, '*' for any text [default: every dense convolution larger than 1x1 behind the first]"
    };
    private readonly Option<bool> forcePlan = CommonOptions.ForcePlan();

    internal override ImmutableArray<string> Examples { get; } =
    [
        "finetune resnet56.onnx --plan resnet56.plan.json --data cifar10:DIR --preprocess in --minutes 15 -o small.onnx",
        "finetune resnet56.onnx --plan resnet56.plan.json --epochs 20 --temperature 4 --feature-weight 1",
        "finetune resnet56.onnx --plan resnet56.plan.json --minutes 15 --fail-if \"accuracy<91%,speedupLow<1.5\" --report tuned.junit.xml",
        "finetune small.onnx --expand 9 --data cifar10:DIR --preprocess in --epochs 20",
        "finetune small.onnx --teacher resnet56.onnx --data cifar10:DIR --preprocess in --epochs 10 --json",
    ];

    protected override (string, string) Title =>
        ("finetune", "Realize a plan and train the small network to imitate the original, with or without labels; resumes where it was stopped.");

    protected override OptionGroups Groups =>
        OptionGroups.Engine | OptionGroups.Data | OptionGroups.Search | OptionGroups.Training | OptionGroups.Distillation;

    protected override bool HasGates => true;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(planFile);
        command.Add(output);
        command.Add(expand);
        command.Add(expandLayers);
        command.Add(forcePlan);
        command.Add(Common.Force);
    }

    protected override bool Trains(ParseResult parse) => true;

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (path, force) = (parse.GetRequiredValue(model), parse.GetValue(Common.Force));
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.finetuned.onnx";
        session.Subject = path;
        if (CommonOptions.Whole(parse, expand) is { } ratio)
        {
            return Expand(parse, session, path, ratio);
        }

        if (parse.GetValue(planFile) is not { } file)
        {
            return new TrainingRun(session, path, Common.Read(parse)) { Output = target, Force = force, FineTunes = true }.Run();
        }

        var text = Outputs.ReadText(file);
        if (WidthPlanFile.IsOne(text))
        {
            var width = WidthPlanFile.Parse(text, file);
            var own = Common.Read(parse, width.Configuration is { } values ? SettingsFile.Of(values, file) : null);
            return new PruneRun(session, path, own with { Training = own.Training.Complete(true) })
            {
                Files = new PruneFiles { Output = target, Force = force },
                FineTunes = true,
                ForcesPlan = parse.GetValue(forcePlan),
            }.Apply(width, file);
        }

        var plan = PlanFile.Parse(text, file);
        var settings = Common.Read(parse, plan.Configuration is { } configuration ? SettingsFile.Of(configuration, file) : null);
        return new FineTuneRun(session, path, plan, settings with { Training = settings.Training.Complete(true) })
        {
            PlanFile = file,
            Output = target,
            Force = force,
            ForcesPlan = parse.GetValue(forcePlan),
        }.Run();
    }

    private ExitCode Expand(ParseResult parse, Session session, string path, int ratio)
    {
        if (parse.GetValue(planFile) is not null)
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "--plan and --expand cannot be given together");
        }

        var settings = Common.Read(parse);
        return new ExpandRun(session, path, settings with { Training = settings.Training.Complete(true) })
        {
            Output = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.finetuned.onnx",
            Force = parse.GetValue(Common.Force),
            Ratio = ratio is >= 1 and <= 64 ? ratio : throw SettingValues.Bad("--expand", $"{ratio}", "a whole number from 1 to 64 is wanted"),
            Layers = parse.GetValue(expandLayers) ?? "*",
        }.Run();
    }
}
