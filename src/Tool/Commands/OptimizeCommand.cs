using System.CommandLine;
using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>optimize</c>: what costs nothing and loses nothing.</summary>
internal sealed class OptimizeCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> output = CommonOptions.Output("the result [default: <model>.optimized.onnx in the current folder]");

    private readonly Option<string?> dump =
        new OutputOption<string?>("--dump") { HelpName = "DIR", Description = "write the network after every pass that changed it, as text" };

    internal override ImmutableArray<string> Examples { get; } = ["optimize resnet20.onnx -o resnet20.optimized.onnx",
        "optimize model.onnx --json --force"];

    protected override (string, string) Title =>
        ("optimize", "Lossless only: fold batch normalization and the like, prove that nothing changed, write the result.");

    protected override bool HasGates => true;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(output);
        command.Add(dump);
        command.Add(Common.Force);
        Common.Isolation.AddTo(command);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(model);
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.optimized.onnx";
        var force = parse.GetValue(Common.Force);
        session.Subject = path;
        session.Gates?.Expect(GateScope.Structure);
        session.Files.Reads(path);
        session.Files.WritesModel(target, force);
        session.Files.WritesFolder("the network after a pass", parse.GetValue(dump), ".dcir");
        session.Reports.Begin();
        var clock = Stopwatch.StartNew();
        var run = new OptimizeRun(session, LoadedModel.Read(path, session.Diagnostics))
        {
            DumpFolder = parse.GetValue(dump),
            Isolation = Common.Isolation.Settings(parse),
        };
        run.Run();
        OnnxWriter.Write(run.Optimized, target, run.WriteOptions(force));
        Tell(session, path, target, run, clock.Elapsed);
        return ExitCode.Done;
    }

    private static void Tell(Session session, string path, string target, OptimizeRun run, TimeSpan elapsed)
    {
        var (first, second, check) = (run.Before, run.After(new FileInfo(target).Length), run.Check);
        session.Deliver(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/optimize/1");
                json.WriteString("model", path);
                json.WriteString("output", target);
                json.WriteBoolean("verified", check.Passed);
                json.WriteFinite("errorRatio", check.Outputs.Max(output => output.Ratio));
                json.WriteStartObject("proof");
                json.WriteNumber("nodesLeftOut", check.NodesLeftOut);
                json.WriteNumber("bytesLeftOut", check.BytesLeftOut);
                json.WriteEndObject();
                JsonReport.WriteFacts("before", first, json);
                JsonReport.WriteFacts("after", second, json);
                json.WriteFinite("seconds", Math.Round(elapsed.TotalSeconds, 3));
                json.WriteEndObject();
            },
            () =>
            {
                session.Say($"{path}: {first.Nodes} operators, {Figures.Bytes(first.Bytes!.Value)}");
                session.Say($"{target}: {second.Nodes} operators, {Figures.Bytes(second.Bytes!.Value)}");
                session.Say($"verified against the original: {Proof.Describe(check)}");
            });
    }
}
