using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary><c>reduce</c>: the smallest network that still shows a fault.</summary>
internal sealed class ReduceCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string> with = new("--with")
    {
        HelpName = "WHAT",
        Description = "what goes wrong: optimize, normalize, names of passes with commas, or the file of a plan",
        DefaultValueFactory = _ => "optimize",
    };

    private readonly Option<string?> output = CommonOptions.Output("the small network [default: <model>.small.dcir in the current folder]; ONNX where it ends in .onnx");
    private readonly Option<bool> randomize = new("--randomize-weights") { Description = "no weight of the model is in the result" };
    private readonly Option<int> attempts = new("--attempts")
    {
        HelpName = "N",
        Description = "how many networks to try at most",
        DefaultValueFactory = _ => 2000,
    };

    internal override ImmutableArray<string> Examples { get; } =
        ["reduce model.onnx --randomize-weights -o small.dcir", "reduce model.onnx --with model.plan.json -o small.onnx"];

    protected override (string, string) Title =>
        ("reduce", "Find the smallest network that still shows a fault of the compiler, to attach to a report; writes nothing where all is well.");

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(with);
        command.Add(output);
        command.Add(randomize);
        command.Add(attempts);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var path = parse.GetRequiredValue(model);
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.small.dcir";
        session.Subject = path;
        var most = parse.GetValue(attempts);
        var result = new ReduceRun(session)
        {
            Path = path,
            With = parse.GetValue(with)!,
            Output = target,
            Force = parse.GetValue(Common.Force),
            RandomizeWeights = parse.GetValue(randomize),
            Attempts = most > 0 ? most : throw SettingValues.Bad("--attempts", $"{most}", "a number from 1 is wanted"),
        }.Run();
        Tell(session, target, result);
        return ExitCode.Done;
    }

    private static void Tell(Session session, string target, ReduceResult result)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/reduce/1");
                json.WriteString("output", target);
                json.WriteString("code", result.Code);
                json.WriteString("message", result.Message);
                json.WriteString("passes", result.Passes);
                json.WriteNumber("operatorsBefore", result.Before);
                json.WriteNumber("operators", result.Network.Nodes.Length);
                json.WriteNumber("attempts", result.Attempts);
                json.WriteEndObject();
            });
            return;
        }

        session.Say($"{target}: {result.Network.Nodes.Length} of {result.Before} operators show {result.Code} still, after {result.Attempts} attempts");
        session.Say(result.Passes is { } passes ? $"the fault needs: {passes}" : null);
        session.Say($"  {result.Message}");
    }
}
