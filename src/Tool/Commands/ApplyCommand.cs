using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>apply</c>: a plan, realized. Same model, plan, data and seed: same bytes.</summary>
internal sealed class ApplyCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> planFile = new("--plan", "-p")
    {
        HelpName = "FILE",
        Description = "the plan, as 'plan' or 'compress' wrote it or a person edited it"
    };
    private readonly Option<string?> output = CommonOptions.Output("the result [default: <model>.compressed.onnx in the current folder]");
    private readonly Option<bool> forcePlan = CommonOptions.ForcePlan();
    private readonly Option<bool> refit = new(RefitName) { Description = "solve anew even where weights lie beside the plan" };

    /// <summary>The option that passes over weights beside the plan.</summary>
    internal const string RefitName = "--refit";

    internal override ImmutableArray<string> Examples { get; } =
        ["apply resnet20.onnx --plan resnet20.plan.json -o small.onnx",
            "apply resnet20.onnx --plan resnet20.plan.json --data cifar10:DIR --preprocess in",
            "apply resnet20.onnx --plan resnet20.plan.json --fail-if \"size>70%\" --report apply.junit.xml"];

    protected override (string, string) Title =>
        ("apply", "Realize a plan: solve for merged convolutions front to back, prove, write. Data and seed are the plan's unless named.");

    protected override OptionGroups Groups => OptionGroups.Data | OptionGroups.State | OptionGroups.Engine;

    protected override bool HasGates => true;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(planFile);
        command.Add(output);
        command.Add(forcePlan);
        command.Add(refit);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (path, force) = (parse.GetRequiredValue(model), parse.GetValue(Common.Force));
        var file = parse.GetValue(planFile) ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the plan", "--plan FILE");
        var target = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.compressed.onnx";
        session.Subject = path;
        session.Files.Reads(path, file);
        session.Files.WritesModel(target, force);
        var text = Outputs.ReadText(file);
        if (!parse.GetValue(refit) && File.Exists(path) && PlanWeights.Replay(file, path) is { } kept)
        {
            return new WeightsReplay(session, path, target).Write(kept, force);
        }

        if (WidthPlanFile.IsOne(text))
        {
            var width = WidthPlanFile.Parse(text, file);
            var own = Common.Read(parse, width.Configuration is { } values ? SettingsFile.Of(values, file) : null);
            return new PruneRun(session, path, own)
            {
                Files = new PruneFiles { Output = target, Force = force },
                ForcesPlan = parse.GetValue(forcePlan),
            }.Apply(width, file);
        }

        session.Gates?.Expect(GateScope.Structure, "a plan of layers, which is only realized,");
        var plan = PlanFile.Parse(text, file);
        var settings = Common.Read(parse, plan.Configuration is { } configuration ? SettingsFile.Of(configuration, file) : null);
        using var workflow = new Workflow(path, settings, session);
        var run = new ApplyRun(session, workflow, plan) { File = file, ForcesPlan = parse.GetValue(forcePlan) };
        run.Run();
        OnnxWriter.Write(run.Realized, target, run.WriteOptions(force));
        Tell(session, workflow, run.Realized.Graph, target, run.Checks, plan);
        return run.IsVerified ? ExitCode.Done : ExitCode.Missed;
    }

    private static void Tell(Session session, Workflow workflow, Graph realized, string target,
        ImmutableArray<(string Check, bool Passed, string Finding)> checks, CompressionPlan plan)
    {
        var (before, after) = (NetworkFacts.Of(workflow.Model.Graph, new FileInfo(workflow.Path).Length),
            NetworkFacts.Of(realized, new FileInfo(target).Length));
        session.Deliver(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/apply/1");
                json.WriteString("model", workflow.Path);
                json.WriteString("output", target);
                json.WriteBoolean("verified", checks.All(check => check.Passed));
                JsonReport.WriteChecks(checks, json);
                DevicesOfPlan.Write(json, plan);
                JsonReport.WriteFacts("before", before, json);
                JsonReport.WriteFacts("after", after, json);
                json.WriteEndObject();
            },
            () =>
            {
                session.Say(Figures.Smaller(before, after));
                Proof.Tell(session, checks);
                DevicesOfPlan.Tell(session, plan);
                session.Say($"written: {target}");
                session.Say($"measure it with: depthcompress bench {workflow.Path} {target}");
            });
    }
}
