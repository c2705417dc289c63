using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress.Tool;

/// <summary><c>prune</c>: a narrower network, by a criterion of importance.</summary>
internal sealed class PruneCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> output = CommonOptions.Output("the result [default: <model>.pruned.onnx in the current folder]");
    private readonly Option<string?> planOut = Text("--plan-out", "FILE", "the plan [default: beside the output, .width.json]");
    private readonly Option<string?> method = Text("--method", "NAME",
        $"what channels are ranked by: {string.Join(", ", PruneOptions.Methods)}; taylor needs labelled images and libtorch [default: l1]");
    private readonly Option<string?> flops = Text("--flops", "45%", "the part of the multiply-accumulates that is to go");
    private readonly Option<string?> parameters = Text("--params", "45%", "the part of the parameters that is to go, instead of --flops");
    private readonly Option<string?> scope = Text("--scope", "NAME",
        "global: the least important channels of the whole network go; uniform: the same part of every layer [default: global]");
    private readonly Option<string?> align = Text("--align", "N", "numbers of channels that are left are multiples of this [default: 1]");
    private readonly Option<string?> minChannels = Text("--min-channels", "N", "the fewest channels of a layer that are left [default: 1]");
    private readonly Option<string?> minPart = Text("--min-part", "10%",
        "the smallest part of a layer's channels that is left [default: 10%]");
    private readonly Option<bool> fineTune = new("--finetune")
    {
        Description = "train the narrow network to imitate the original; needs --data and libtorch"
    };

    internal override ImmutableArray<string> Examples { get; } =
    [
        "prune resnet56.onnx --method l1 --flops 45% --data cifar10:DIR --preprocess in",
        "prune resnet56.onnx --method taylor --flops 45% --align 8 --data cifar10:DIR --preprocess in --finetune --minutes 15",
        "prune vgg9.onnx --method bn --params 60% --scope uniform --json",
    ];

    protected override (string, string) Title =>
        ("prune", "Remove the least important channels of every layer, coupled ones together; prove that the cut is exact; write.");

    protected override OptionGroups Groups =>
        OptionGroups.Engine | OptionGroups.Data | OptionGroups.State | OptionGroups.Training | OptionGroups.Distillation;

    protected override void Declare(Command command)
    {
        command.Add(model);
        foreach (var option in new Option[] { output, planOut, method, flops, parameters, scope, align, minChannels, minPart, fineTune })
        {
            command.Add(option);
        }

        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(model);
        var options = Options(parse);
        var settings = Common.Read(parse);
        var tunes = parse.GetValue(fineTune);
        settings = tunes ? settings with { Training = settings.Training.Complete(true) } : settings;
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.pruned.onnx";
        return new PruneRun(session, path, settings)
        {
            Output = target,
            PlanFile = parse.GetValue(planOut) ?? Path.ChangeExtension(target, ".width.json"),
            Force = parse.GetValue(Common.Force),
            FineTunes = tunes,
        }.Run(options);
    }

    private PruneOptions Options(ParseResult parse)
    {
        var (operations, numbers) = (parse.GetValue(flops), parse.GetValue(parameters));
        if (operations is null == numbers is null)
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "one target", "--flops 45% or --params 45%");
        }

        return new PruneOptions
        {
            Method = PruneOptions.CheckMethod(parse.GetValue(method) ?? "l1"),
            Target = new WidthTarget
            {
                Removed = operations is not null ? PruneOptions.Part("--flops", operations) : PruneOptions.Part("--params", numbers!),
                CountsParameters = numbers is not null,
                IsUniform = parse.GetValue(scope) switch
                {
                    null or "global" => false,
                    "uniform" => true,
                    var other => throw SettingValues.Bad("--scope", other, "there are global, uniform"),
                },
                Alignment = SettingValues.AtLeastOne("--align", CommonOptions.Whole(parse, align) ?? 1),
                FewestChannels = SettingValues.AtLeastOne("--min-channels", CommonOptions.Whole(parse, minChannels) ?? 1),
                SmallestPart = parse.GetValue(minPart) is { } part ? PruneOptions.Part("--min-part", part, allowsZero: true) : 0.1,
            },
        };
    }

    private static Option<string?> Text(string name, string form, string description) =>
        new(name) { HelpName = form, Description = description };
}
