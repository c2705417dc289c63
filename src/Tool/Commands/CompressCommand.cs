using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool;

/// <summary><c>compress</c>: the whole arrow, from ONNX to a faster ONNX, training-free unless told otherwise.</summary>
internal sealed class CompressCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> output = CommonOptions.Output("the result [default: <model>.compressed.onnx in the current folder]");
    private readonly Option<string?> planOut = new OutputOption<string?>("--plan-out")
    {
        HelpName = "FILE",
        Description = "the plan [default: beside the output, .plan.json]"
    };
    private readonly Option<bool> dryRun = new(
        "--dry-run")
    { Description = "say how many table entries and minutes it would take, and do nothing" };
    private readonly Option<bool> keepOriginal = new(
        "--keep-original")
    { Description = "where the result is not better, copy the original to the output" };

    private readonly Option<bool> withWeights = PlanCommand.WithWeights();

    private readonly Option<bool> fineTune = new("--finetune")
    {
        Description =
        "train the small network to imitate the original after its weights were solved for; needs --data and libtorch"
    };

    /// <summary>Known, so that it is refused with the reason.</summary>
    private readonly Option<string?> devices = new("--devices") { Hidden = true };

    internal override ImmutableArray<string> Examples { get; } =
    [
        "compress resnet20.onnx --data cifar10:DIR --preprocess in --speedup 1.5x",
        "compress model.onnx --data npy:images.npy --preprocess unit --target-latency 70% --threads 2 --max-drop 1pp -o small.onnx",
        "compress model.onnx --config depthcompress.json --report report.html --json",
        "compress model.onnx --config depthcompress.json --fail-if \"drop>0.5pp,speedup<1.3\" --report compress.junit.xml --report compress.sarif",
        "compress resnet56.onnx --data cifar10:DIR --preprocess in --speedup 2x --finetune --minutes 15",
        "compress mobilenetv2.onnx --data imagefolder:DIR --method depthshrinker --speedup 1.5x --finetune --preset depthshrinker",
        "compress model.onnx --speedup 1.5x --dry-run",
    ];

    protected override (string, string) Title =>
        ("compress", "Make a network faster without training: measure, plan, solve for merged convolutions, prove, write; never worse.");

    protected override OptionGroups Groups => OptionGroups.All | OptionGroups.Training | OptionGroups.Distillation;

    protected override bool HasGates => true;

    protected override string? DrawnReports => ".html, .md, .json";

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(output);
        command.Add(planOut);
        command.Add(dryRun);
        command.Add(keepOriginal);
        command.Add(fineTune);
        command.Add(withWeights);
        command.Add(devices);
        command.Add(Common.Force);
    }

    protected override bool Trains(ParseResult parse) => Read(parse).FineTune is true;

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(model);
        (parse.GetValue(devices) is { } named ? new Settings { Devices = new() { From = [named] } } : Read(parse)).RefuseDevices("compress");
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.compressed.onnx";
        var run = new CompressionRun(session, path, Read(parse))
        {
            Output = target,
            PlanFile = parse.GetValue(planOut) ?? Path.ChangeExtension(target, ".plan.json"),
            AlwaysWritesPlan = parse.GetValue(planOut) is not null,
            Reports = Drawn(parse),
            Force = parse.GetValue(Common.Force),
            KeepsOriginal = parse.GetValue(keepOriginal),
            KeepsWeights = parse.GetValue(withWeights),
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

        if (settings.Method == DepthShrinkerMethod.Name)
        {
            return settings;
        }

        return Common.Training.AreGiven(parse)
            ? throw DiagnosticCatalog.BadUsage.Error(null, "options of training were given, but not --finetune")
            : settings with { Training = null };
    }
}
