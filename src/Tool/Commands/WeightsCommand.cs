using System.CommandLine;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary><c>weights</c>: keeps what came of a plan, trained or not, beside it.</summary>
internal sealed class WeightsCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string> plan = new("--plan", "-p") { HelpName = "FILE", Description = "the plan", Required = true };
    private readonly Option<string> result = new("--result", "-r") { HelpName = "FILE", Description = "what came of it", Required = true };

    internal override ImmutableArray<string> Examples { get; } =
        ["weights resnet56.onnx --plan resnet56.plan.json --result resnet56.tuned.onnx"];

    protected override (string, string) Title =>
        ("weights", "Keep the weights of a result, fitted or trained, beside its plan: 'apply' and builds then replay it without images.");

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(plan);
        command.Add(result);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (path, file, made) = (parse.GetRequiredValue(model), parse.GetRequiredValue(plan), parse.GetRequiredValue(result));
        var target = PlanWeights.FileOf(file);
        session.Subject = path;
        session.Files.Reads(path, file, made);
        session.Files.Writes("the weights of the plan", target, parse.GetValue(Common.Force));
        var digest = OnnxReader.Read(path, session.Diagnostics).Digest;
        var metadata = OnnxReader.Read(made, session.Diagnostics).Shell.Metadata;
        if (!metadata.Any(entry => entry.Key == "depthcompress.model" && entry.Value == digest))
        {
            throw DiagnosticCatalog.ResultOfAnotherModel.Error(made, path);
        }

        PlanWeights.Write(file, path, made);
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/weights-kept/1");
                json.WriteString("plan", file);
                json.WriteString("weights", target);
                json.WriteNumber("bytes", new FileInfo(target).Length);
                json.WriteEndObject();
            });
        }

        session.Say($"written: {target} ({Report.Figures.Bytes(new FileInfo(target).Length)}); it belongs beside {file}");
        return ExitCode.Done;
    }
}
