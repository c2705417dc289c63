using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Tool;

/// <summary><c>demo</c>: the whole arrow with nothing but this program, and a bundled model where there is one.</summary>
internal sealed class DemoCommand : Verb
{
    private const string Data = "synthetic:shapes10?count=4000&noise=0";
    private const string TestData = "synthetic:shapes10?count=1000&noise=0";
    private const string Preprocess = "color=gray;mean=128;std=64";
    private const int TrainingImages = 4000;
    private const int TestImages = 1000;
    private const int HeadSamples = 3000;
    private const int TrainingSteps = 60;
    private const int TrainingBatch = 64;
    private readonly Option<string> folder = new("--folder")
    {
        HelpName = "DIR",
        Description = "where the files go",
        DefaultValueFactory = _ => Path.Combine("artifacts", "demo")
    };
    private readonly Option<string?> model = new("--model")
    {
        HelpName = "FILE",
        Description = "a model that 'train' has taught drawn shapes [default: one is made on the spot]"
    };
    private readonly Option<string?> speedup = new("--speedup")
    {
        HelpName = "2x",
        Description = "how many times as fast [default: 2x for a trained model, else 1.5x]"
    };
    private readonly Option<bool> withoutTraining = new("--no-training") { Description = "end when the weights are solved for" };

    private static TrainingSettings Recipe => new() { Steps = TrainingSteps, Batch = TrainingBatch, ValidationCount = 250 };

    internal override ImmutableArray<string> Examples { get; } =
        ["demo", "demo --folder demo --speedup 1.3x --no-training", "demo --model models/resnet20-shapes10.onnx"];

    protected override (string, string) Title =>
        ("demo", "Compress a small network that knows drawn shapes, then train it a little. Needs nothing and takes about a minute.");

    protected override void Declare(Command command)
    {
        command.Add(folder);
        command.Add(model);
        command.Add(speedup);
        command.Add(withoutTraining);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var place = parse.GetRequiredValue(folder);
        Outputs.CreateFolder(place);
        var whyNot = parse.GetValue(withoutTraining) ? "--no-training was given" : session.Surroundings.WhyNoTraining();
        var (path, settings) = parse.GetValue(model) is { } trained ? Trained(trained, session)
            : Made(Path.Combine(place, "shapes.onnx"), session);
        settings = settings with { Speedup = parse.GetValue(speedup) ?? settings.Speedup, FineTune = whyNot is null };
        var length = whyNot is null ? $" --finetune --steps {TrainingSteps} --batch-size {TrainingBatch}" : "";
        session.Say("as with any other model:");
        session.Say($"  depthcompress compress {path} --data '{settings.Data}' --test-data '{settings.TestData}' \\");
        session.Say($"    --preprocess '{settings.Preprocess}' --speedup {settings.Speedup}{length}");
        session.Say(whyNot is null ? "" : $"the network is not trained: {whyNot}");
        return new CompressionRun(session, path, settings with
        {
            CalibrationCount = 200,
            RefitCount = 600,
            SelectionCount = 128,
            LongestSegment = 6,
            Kernels = [3],
            MeasureSeconds = 1,
            Tables = Path.Combine(place, "tables.db"),
            Training = whyNot is null ? Recipe.Complete(true) : null,
        })
        {
            Output = Path.Combine(place, "shapes.compressed.onnx"),
            PlanFile = Path.Combine(place, "shapes.plan.json"),
            AlwaysWritesPlan = true,
            Reports = [Path.Combine(place, "report.html"), Path.Combine(place, "report.md")],
            Force = true,
        }.Run();
    }

    /// <summary>A model that says itself how its images are to be prepared.</summary>
    private static (string Path, Settings Settings) Trained(string path, Session session)
    {
        session.Subject = path;
        var recipe = TrainingMetadata.Of(OnnxReader.Read(path, session.Diagnostics));
        var data = SourceText.Parse(recipe?.Data ?? "synthetic:shapes10");
        session.Say($"{path}: {recipe?.Summary ?? "it does not say how it was trained"}");
        return (path, new Settings
        {
            Data = data.With("count", $"{TrainingImages}").ToString(),
            TestData = data.With("count", $"{TestImages}").ToString(),
            Preprocess = recipe?.Preprocess,
            Speedup = "2x",
        }.Over(Settings.Defaults));
    }

    private static (string Path, Settings Settings) Made(string path, Session session)
    {
        session.Subject = path;
        session.Say("building a network of 11 convolutions: seeded filters, calibrated batch norms, a head solved for in closed form");
        var executor = new OrtExecutor(new OrtSettings { Threads = Environment.ProcessorCount });
        session.Files.WritesModel(path, true);
        OnnxWriter.Write(new Model(Build(executor, session), new OnnxShell()), path, new OnnxWriteOptions { Force = true });
        session.Say($"written: {path}");
        return (path, new Settings { Data = Data, TestData = TestData, Preprocess = Preprocess, Speedup = "1.5x" }.Over(Settings.Defaults));
    }

    /// <summary>A network that is random, and yet not: what it has learned is in its statistics and in its last layer.</summary>
    private static Graph Build(OrtExecutor executor, Session session)
    {
        var splits = DataSplits.Open(Data, HeadSamples, 0, session.Diagnostics);
        var training = Batches.Open(splits.Calibration, Preprocessing.Parse(Preprocess), 100);
        var network = new PlainNetwork { Input = new(1, 32, 32), Width = 32, Depths = [3, 4, 4], RandomShare = 0.3 }.Build();
        var calibrated = NormCalibration.Run(network, executor, [training[0].Input, training[1].Input]);
        session.Cancellation.ThrowIfCancellationRequested();
        return RidgeHead.Fit(calibrated, executor, training);
    }
}
