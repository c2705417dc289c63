using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Tool;

/// <summary><c>demo</c>: the whole arrow on a network made here, with nothing but this program.</summary>
internal sealed class DemoCommand : Verb
{
    private const string Data = "synthetic:shapes10?count=1000&noise=0";
    private const string Preprocess = "color=gray;mean=128;std=64";
    private const int HeadSamples = 3000;
    private readonly Option<string> folder = new("--folder") { HelpName = "DIR", Description = "where the files go",
        DefaultValueFactory = _ => Path.Combine("artifacts", "demo") };
    private readonly Option<string> speedup = new("--speedup") { HelpName = "1.5x", Description = "how many times as fast",
        DefaultValueFactory = _ => "1.5x" };

    internal override ImmutableArray<string> Examples { get; } = ["demo", "demo --folder /tmp/demo --speedup 1.3x"];

    protected override (string, string) Title =>
        ("demo", "Build a small network that knows drawn shapes, and compress it. Needs nothing and takes about a minute.");

    protected override void Declare(Command command)
    {
        command.Add(folder);
        command.Add(speedup);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var place = parse.GetRequiredValue(folder);
        var path = Path.Combine(place, "shapes.onnx");
        session.Subject = path;
        CreateFolder(place);
        session.Say("building a network of 11 convolutions: seeded filters, calibrated batch norms, a head solved for in closed form");
        var executor = new OrtExecutor(new OrtSettings { Threads = Environment.ProcessorCount });
        OnnxWriter.Write(new Model(Build(executor, session), new OnnxShell()), path, new OnnxWriteOptions { Force = true });
        session.Say($"written: {path}; now as with any other model:");
        session.Say(
            $"  depthcompress compress {path} --data '{Data}' --preprocess '{Preprocess}' --speedup {parse.GetRequiredValue(speedup)}");
        session.Say();
        var settings = new Settings
        {
            Data = Data,
            Preprocess = Preprocess,
            Speedup = parse.GetRequiredValue(speedup),
            CalibrationCount = 200,
            RefitCount = 600,
            SelectionCount = 128,
            LongestSegment = 6,
            Kernels = [3],
            MeasureSeconds = 1,
            Tables = Path.Combine(place, "tables.db"),
        }.Over(Settings.Defaults);
        return new CompressionRun(session, path, settings)
        {
            Output = Path.Combine(place, "shapes.compressed.onnx"),
            PlanFile = Path.Combine(place, "shapes.plan.json"),
            AlwaysWritesPlan = true,
            Reports = [Path.Combine(place, "report.html"), Path.Combine(place, "report.md")],
            Force = true,
        }.Run();
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

    private static void CreateFolder(string place)
    {
        try
        {
            Directory.CreateDirectory(place);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.OutputUnwritable.Error(place, problem.Message);
        }
    }
}
