using System.CommandLine;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>plan</c>: solves, shows the frontier and writes the decision down.</summary>
internal sealed class PlanCommand : Verb
{
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<string?> output = CommonOptions.Output(
        "the plan [default: <model>.plan.json in the current folder, where a target is named]");
    private readonly Option<string?> latencies = new("--latencies")
    {
        HelpName = "FILE.csv",
        Description = "latencies measured elsewhere (id,st,end,time,stdev) of the first chain, instead of measuring here"
    };
    private readonly Option<bool> dryRun = new(
        "--dry-run")
    { Description = "say how many table entries and minutes are missing, and do nothing" };

    internal override ImmutableArray<string> Examples { get; } =
    [
        "plan resnet20.onnx --data cifar10:DIR --preprocess in",
        "plan resnet20.onnx --data cifar10:DIR --preprocess in --target-latency 70% -o resnet20.plan.json",
    ];

    protected override (string, string) Title =>
        ("plan", "Solve for the best plan of every latency, show the frontier, write the plan for a target.");

    protected override OptionGroups Groups => OptionGroups.All | OptionGroups.Training;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(output);
        command.Add(latencies);
        command.Add(dryRun);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (path, settings, force) = (parse.GetRequiredValue(model), Common.Read(parse), parse.GetValue(Common.Force));
        var wantsPlan = settings.HasTarget || settings.MaxDrop is not null || settings.DecidesWithoutLatency();
        var target = wantsPlan ? parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.plan.json" : null;
        session.Subject = path;
        Outputs.Check(target, force, path);
        _ = (settings.TargetRatio(), settings.Drop());
        using var workflow = new Workflow(path, settings, session);
        if (parse.GetValue(dryRun))
        {
            new WorkEstimate(workflow, settings).Tell(session);
            return ExitCode.Done;
        }

        var imported = parse.GetValue(latencies) is { } file ? CandidateCsv.Import(workflow, 0, Outputs.ReadText(file), file) : null;
        var run = session.WithProgress(progress => new PlanningRun(workflow, session, progress, imported));
        var plan = run.PlanFor(wantsPlan ? run.Choose(settings) : run.Planner.Points.Last(), settings);
        if (target is not null)
        {
            Outputs.WriteText(target, force, PlanFile.Format(plan));
        }

        Tell(session, run, plan, target);
        return ExitCode.Done;
    }

    private static void Tell(Session session, PlanningRun run, CompressionPlan plan, string? target)
    {
        ImmutableArray<(double Milliseconds,
            double Change)> frontier = [.. run.Planner.Points.Select(point => (point.Milliseconds, point.Change))];
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/frontier/1");
                json.WriteFinite("originalMs", plan.OriginalMilliseconds);
                json.WriteString("metric", plan.Metric);
                json.WriteStartArray("frontier");
                foreach (var (milliseconds, change) in frontier)
                {
                    json.WriteStartObject();
                    json.WriteFinite("ms", milliseconds);
                    json.WriteFinite("speedup", plan.OriginalMilliseconds / milliseconds);
                    json.WriteFinite("change", change);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteString("plan", target);
                json.WriteFinite("predictedMs", plan.PredictedMilliseconds);
                json.WriteFinite("predictedChange", plan.PredictedChange);
                JsonReport.WriteSegments(plan, json);
                json.WriteEndObject();
            });
            return;
        }

        if (target is not null)
        {
            CompressionSummary.TellPlan(session, plan);
        }

        CompressionSummary.TellFrontier(session, frontier, plan, target is null ? null : (plan.PredictedMilliseconds, plan.PredictedChange));
        session.Say();
        session.Say(target is null
            ? "no plan was written: name a target (--speedup, --target-latency, --budget-ms or --max-drop)"
            : $"written: {target}; predicted {Figures.Milliseconds(plan.PredictedMilliseconds)} of {Figures.Milliseconds(plan.OriginalMilliseconds)}");
    }
}
