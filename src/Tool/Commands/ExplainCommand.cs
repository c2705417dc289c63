using System.CommandLine;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool;

/// <summary>
/// <c>explain</c>: for every layer why it was merged or kept, what that would save and cost, and from which speed on it pays.
/// </summary>
internal sealed class ExplainCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> planFile = new("--plan", "-p")
    {
        HelpName = "FILE",
        Description = "the plan to explain; without it, what could be merged is explained"
    };

    internal override ImmutableArray<string> Examples { get; } = ["explain resnet20.onnx --plan resnet20.plan.json",
        "explain resnet20.onnx --data cifar10:DIR --preprocess in"];

    protected override (string, string) Title =>
        ("explain",
            "For every layer: why it is merged or kept, what it saves and costs, from which speed on it pays. Reads tables, measures nothing.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Machine | OptionGroups.Search | OptionGroups.Data | OptionGroups.Importance;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(planFile);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var file = parse.GetValue(planFile);
        session.Subject = parse.GetRequiredValue(model);
        var plan = file is null ? null : PlanFile.Parse(Outputs.ReadText(file), file);
        var settings = Common.Read(parse, plan?.Configuration is { } configuration ? SettingsFile.Of(configuration, file!) : null);
        using var workflow = new Workflow(parse.GetRequiredValue(model), settings, session);
        var lines = new Explanation(workflow, plan is null ? [] : PlanBuilder.Resolve(workflow.Network, workflow.Chains, plan, file!))
            .Lines().ToImmutableArray();
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/explain/1");
                json.WriteString("model", workflow.Path);
                json.WriteString("plan", file);
                DevicesOfPlan.Write(json, plan);
                json.WriteStartArray("sites");
                foreach (var (site, fate, why) in lines)
                {
                    json.WriteStartObject();
                    json.WriteString("site", site);
                    json.WriteString("fate", fate);
                    json.WriteString("why", why);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return ExitCode.Done;
        }

        var table = new TextTable("site", "fate", "why");
        foreach (var (site, fate, why) in lines)
        {
            table.Add(site, fate, why);
        }

        table.WriteTo(session);
        if (plan is not null)
        {
            DevicesOfPlan.Tell(session, plan);
        }

        return ExitCode.Done;
    }
}
