using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary><c>train</c>: a network learns from labeled images.</summary>
internal sealed class TrainCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> output = CommonOptions.Output("the result [default: <model>.trained.onnx in the current folder]");
    private readonly Option<string?> batch = new("--batch") { HelpName = "N", Description = "the same as --batch-size" };
    private readonly Option<string?> threads = new("--threads") { HelpName = "N", Description = "the same as --train-threads" };

    internal override ImmutableArray<string> Examples { get; } =
    [
        "train resnet20.onnx --data synthetic:shapes10 --preprocess unit --epochs 20 -o resnet20-shapes10.onnx",
        "train resnet20.onnx --data cifar10:DIR --preprocess in --minutes 30 --optimizer adamw --label-smoothing 0.1",
        "train model.onnx --data cifar10:DIR --preprocess in --steps 2000 --lr-factor stem*=0 --checkpoint run.checkpoint --json",
    ];

    protected override (string, string) Title =>
        ("train", "Train a network on labeled images with libtorch; a run that was stopped goes on where it was, with the same result.");

    protected override OptionGroups Groups => OptionGroups.Images | OptionGroups.Training | OptionGroups.State;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(output);
        command.Add(batch);
        command.Add(threads);
        command.Add(Common.Force);
        Common.Isolation.AddTo(command);
    }

    protected override bool Trains(ParseResult parse) => true;

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(model);
        var settings = Common.Read(parse);
        var said = new TrainingSettings { Batch = CommonOptions.Whole(parse, batch), Threads = CommonOptions.Whole(parse, threads) };
        return new TrainingRun(session, path, settings with { Training = said.Over(settings.Training ?? new TrainingSettings()) })
        {
            Output = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.trained.onnx",
            Force = parse.GetValue(Common.Force),
        }.Run();
    }
}
