using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;

namespace DepthCompress.Tool;

/// <summary><c>prune</c>: a narrower network, by a criterion of importance or by learning what is needed.</summary>
internal sealed class PruneCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> output = CommonOptions.Output("the result [default: <model>.pruned.onnx in the current folder]");
    private readonly Option<string?> planOut = new OutputOption<string?>("--plan-out")
    {
        HelpName = "FILE",
        Description = "the plan [default: beside the output, .width.json]",
    };
    private readonly Option<string?> plan = Text("--plan", "FILE", "a plan of segments that is realized before anything is narrowed");
    private readonly Option<bool> forcePlan = CommonOptions.ForcePlan();
    private readonly Option<string?> method = Text("--method", "NAME",
        $"what decides: {string.Join(", ", PruneOptions.Methods)}; taylor, dsp and fcf need labelled images and libtorch [default: l1]");
    private readonly Option<string?> flops = Text("--flops", "45%", "the part of the multiply-accumulates of the whole network that is to go");
    private readonly Option<string?> parameters = Text("--params", "45%", "the part of the parameters that is to go, instead of --flops");
    private readonly Option<string?> scope = Text("--scope", "NAME",
        "criteria: global: the least important channels of the whole network go; uniform: the same part of every layer [default: global]");
    private readonly Option<string?> align = Text("--align", "N", "numbers of channels that are left are multiples of this [default: 1]");
    private readonly Option<string?> minChannels = Text("--min-channels", "N", "the fewest channels of a layer that are left [default: 1]");
    private readonly Option<string?> minPart = Text("--min-part", "10%",
        "not dsp: the smallest part of a layer's channels that is left [default: 10%]");
    private readonly Option<bool> fineTune = new("--finetune")
    {
        Description = "train the narrow network to imitate the original; needs --data and libtorch"
    };

    internal override ImmutableArray<string> Examples { get; } =
    [
        "prune resnet56.onnx --method l1 --flops 45% --data cifar10:DIR --preprocess in",
        "prune resnet56.onnx --method taylor --flops 45% --align 8 --data cifar10:DIR --preprocess in --finetune --minutes 15",
        "prune resnet56.onnx --method dsp --groups 3 --flops 45% --data cifar10:DIR --preprocess in --learned r56.dsp --finetune --report r56.html",
        "prune resnet56.onnx --method fcf --ratio 25% --mode in-block --data cifar10:DIR --preprocess in --finetune --epochs 30",
        "prune resnet56.onnx --plan resnet56.plan.json --method dsp --flops 30% --finetune",
        "prune vgg9.onnx --method bn --params 60% --scope uniform --json --fail-if \"size>50%,speedup<1.2\"",
    ];

    protected override (string, string) Title =>
        ("prune", "Remove the channels or kernels that matter least, coupled ones together; pack what is left; prove that nothing else changed.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Data | OptionGroups.State | OptionGroups.Training
        | OptionGroups.Distillation | OptionGroups.Width;

    protected override bool HasGates => true;

    protected override string? DrawnReports => ".html, .md, .json";

    protected override void Declare(Command command)
    {
        command.Add(model);
        foreach (var option in new Option[]
            {
                output, planOut, plan, forcePlan, method, flops, parameters, scope, align, minChannels, minPart, fineTune,
            })
        {
            command.Add(option);
        }

        command.Add(Common.Force);
    }

    protected override bool Trains(ParseResult parse) => parse.GetValue(fineTune) || Options(parse, Common.Read(parse)).Learns;

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(model);
        session.Subject = path;
        var depth = parse.GetValue(plan) is { } file ? ReadDepth(file) : ((CompressionPlan Plan, string File)?)null;
        var settings = Common.Read(parse, depth is { Plan.Configuration: { } values, File: var name } ? SettingsFile.Of(values, name) : null);
        var options = Options(parse, settings);
        var tunes = parse.GetValue(fineTune);
        settings = settings with { FineTune = null, Training = tunes || options.Learns ? settings.Training.Complete(true) : settings.Training };
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.pruned.onnx";
        return new PruneRun(session, path, settings)
        {
            Files = new PruneFiles
            {
                Output = target,
                PlanFile = parse.GetValue(planOut) ?? Path.ChangeExtension(target, ".width.json"),
                Reports = Drawn(parse),
                Force = parse.GetValue(Common.Force),
            },
            FineTunes = tunes,
            Depth = depth,
            ForcesPlan = parse.GetValue(forcePlan),
        }.Run(options);
    }

    private static (CompressionPlan, string) ReadDepth(string file)
    {
        var text = Outputs.ReadText(file);
        return WidthPlanFile.IsOne(text) ? throw DiagnosticCatalog.NoDepthInPlan.Error(file) : (PlanFile.Parse(text, file), file);
    }

    private PruneOptions Options(ParseResult parse, Settings settings)
    {
        var name = PruneOptions.CheckMethod(parse.GetValue(method) ?? "l1");
        Common.Width.Check(parse, name);
        Refuse(scope, PruneOptions.Criteria);
        Refuse(minPart, PruneOptions.Methods.Remove("dsp"));

        var (operations, numbers, ratio) = (parse.GetValue(flops), parse.GetValue(parameters), name == "fcf" ? settings.Width?.Ratio : null);
        if (new[] { operations, numbers, parse.GetResult(flops) is null && parse.GetResult(parameters) is null ? ratio : null }
            .Count(target => target is not null) != 1 || (Common.Width.HasRatio(parse) && (operations ?? numbers) is not null))
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "one target", $"--flops 45% or --params 45%{(name == "fcf" ? " or --ratio 25%" : "")}");
        }

        return new PruneOptions
        {
            Method = name,
            Ratio = (operations ?? numbers) is null ? PruneOptions.Part("--ratio", ratio!) : null,
            Target = TargetOf(parse, operations, numbers),
        };

        void Refuse(Option option, ImmutableArray<string> methods)
        {
            if (parse.GetResult(option) is not null && !methods.Contains(name))
            {
                throw DiagnosticCatalog.OptionOfAnotherMethod.Error(null, option.Name, name, string.Join(", ", methods));
            }
        }
    }

    private WidthTarget TargetOf(ParseResult parse, string? operations, string? numbers) => new()
    {
        Removed = operations is not null ? PruneOptions.Part("--flops", operations) : numbers is not null ? PruneOptions.Part("--params", numbers) : 0,
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
    };

    private static Option<string?> Text(string name, string form, string description) =>
        new(name) { HelpName = form, Description = description };
}
