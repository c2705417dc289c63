using System.CommandLine;
using DepthCompress.GraphIR;
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
        Description = "latencies measured elsewhere, in the published format of the method, instead of measuring here; "
            + "budget and latencies are then sums of this table"
    };
    private readonly Option<string?> importances = new("--importances")
    {
        HelpName = "FILE.csv",
        Description = "importances found elsewhere, in the published format of the method; with --latencies no data is needed"
    };
    private readonly Option<string?> firstSite = new("--first-site")
    {
        HelpName = "NAME",
        Description = "the layer behind position 0 of these tables [default: found out from their rows]"
    };
    private readonly Option<bool> forceTables = new("--force-tables")
    {
        Description = "take tables of another model, machine or precision, and incomplete ones"
    };
    private readonly Option<bool> withWeights = WithWeights();
    private readonly Option<bool> dryRun = new(
        "--dry-run")
    { Description = "say how many table entries and minutes are missing, and do nothing" };

    internal override ImmutableArray<string> Examples { get; } =
    [
        "plan resnet20.onnx --data cifar10:DIR --preprocess in",
        "plan resnet20.onnx --data cifar10:DIR --preprocess in --target-latency 70% -o resnet20.plan.json",
        "plan resnet20.onnx --data cifar10:DIR --preprocess in --speedup 1.5x --with-weights",
        "plan resnet20.onnx --data cifar10:DIR --preprocess in --devices pi=pi.json,phone=phone.json --budget pi=30ms,phone=4ms",
        "plan mobilenetv2.onnx --method two-stage --latencies time.csv --importances imp.csv --budget-ms 25",
    ];

    protected override (string, string) Title =>
        ("plan", "Solve for the best plan of every latency, show the frontier, write the plan for a target.");

    protected override OptionGroups Groups => OptionGroups.All | OptionGroups.Machine | OptionGroups.Devices | OptionGroups.Training;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(output);
        command.Add(latencies);
        command.Add(importances);
        command.Add(firstSite);
        command.Add(forceTables);
        command.Add(withWeights);
        command.Add(dryRun);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (path, settings, force) = (parse.GetRequiredValue(model), Common.Read(parse), parse.GetValue(Common.Force));
        var wantsPlan = settings.HasTarget || settings.MaxDrop is not null || settings.DecidesWithoutLatency();
        var target = wantsPlan ? parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.plan.json" : null;
        session.Subject = path;
        var keepsWeights = target is not null && parse.GetValue(withWeights);
        session.Files.Reads(path);
        session.Files.Writes("the plan", target, force);
        session.Files.Writes("the weights of the plan", keepsWeights ? PlanWeights.FileOf(target!) : null, force);
        CheckTargets(parse, settings);
        using var workflow = new Workflow(path, settings, session);
        if (settings.HasDevices())
        {
            var devices = new DevicePlanRun(workflow, settings, session) { Target = target, Force = force, KeepsWeights = keepsWeights };
            return parse.GetValue(dryRun) ? devices.Estimate() : devices.Run();
        }

        var tables = TablesOf(parse, workflow, settings, session);
        if (parse.GetValue(dryRun))
        {
            TellWork(session, workflow, settings, tables);
            return ExitCode.Done;
        }

        session.Say(tables?.Words);
        var imported = tables is null && parse.GetValue(latencies) is { } file
            ? CandidateCsv.Import(workflow, CandidateCsv.ChainOf(workflow, parse.GetValue(firstSite)), Outputs.ReadText(file), file) : null;
        var run = session.WithProgress(progress => new PlanningRun(workflow, session, progress, imported, tables));
        var plan = run.PlanFor(wantsPlan ? run.Choose(settings) : run.Planner.Points.Last(), settings);
        if (target is not null)
        {
            Outputs.WriteText(target, force, PlanFile.Format(plan));
        }

        if (keepsWeights)
        {
            new PlanRealization(workflow, session).Keep(plan, target!);
        }

        Tell(session, run, plan, target);
        return ExitCode.Done;
    }

    /// <summary>Slips in what is asked for show before anything is read.</summary>
    private void CheckTargets(ParseResult parse, Settings settings)
    {
        _ = settings.Drop();
        if (!settings.HasDevices())
        {
            _ = settings.TargetRatio();
            return;
        }

        DevicePlanning.Check(settings, settings.Objective(), settings.JointRatio());
        if (settings.Machine is not null || parse.GetValue(latencies) is not null || parse.GetValue(importances) is not null)
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "--devices says whose latencies count; --machine, --latencies and --importances do not go with it");
        }
    }

    /// <summary>The option that keeps weights beside a plan.</summary>
    internal static Option<bool> WithWeights() => new("--with-weights")
    {
        Description = "keep what is solved for or trained beside the plan (.weights.safetensors): 'apply' and builds replay it in an "
            + "instant, without images",
    };

    private static void TellDominated(
        Session session, ImmutableArray<(PlanPoint Point, bool IsDominated)> points, CompressionPlan plan, string? target)
    {
        var count = points.Count(entry => entry.IsDominated);
        var isChosen = target is not null && points.Any(entry =>
            entry.IsDominated && entry.Point.Milliseconds == plan.PredictedMilliseconds && entry.Point.Change == plan.PredictedChange);
        session.Say(count == 0 ? null
            : $"{count} more plans of the method are left out: others are as fast and change no more; the method counts otherwise");
        session.Say(isChosen ? "the chosen plan is one of them" : null);
    }

    /// <summary>The tables of a published method that are given; null for none, and for the method that has no published ones.</summary>
    private TableImport? TablesOf(ParseResult parse, Workflow workflow, Settings settings, Session session)
    {
        var (times, worths) = (parse.GetValue(latencies), parse.GetValue(importances));
        return (times is null && worths is null) || (settings.Method == FitMethod.Name && worths is null) ? null
            : new TableImport(workflow, settings.PlanningMethod(), session.Diagnostics, times, worths, parse.GetValue(firstSite),
                parse.GetValue(forceTables));
    }

    private static void TellWork(Session session, Workflow workflow, Settings settings, TableImport? tables)
    {
        if (tables is { IsComplete: true })
        {
            session.Say(tables.Words);
            session.Say("nothing is to be measured");
            if (session.IsJson)
            {
                session.WriteJson(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("schema", "depthcompress/estimate/1");
                    json.WriteNumber("latencyMissing", 0);
                    json.WriteNumber("importanceMissing", 0);
                    json.WriteEndObject();
                });
            }

            return;
        }

        new WorkEstimate(workflow, settings).Tell(session);
    }

    private static void Tell(Session session, PlanningRun run, CompressionPlan plan, string? target)
    {
        var points = PlanFrontier.Judge(run.Planner.Points);
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/frontier/1");
                json.WriteFinite("originalMs", plan.OriginalMilliseconds);
                json.WriteString("metric", plan.Metric);
                json.WriteStartArray("frontier");
                foreach (var (point, isDominated) in points)
                {
                    json.WriteStartObject();
                    json.WriteFinite("ms", point.Milliseconds);
                    json.WriteFinite("speedup", plan.OriginalMilliseconds / point.Milliseconds);
                    json.WriteFinite("change", point.Change);
                    json.WriteBoolean("dominated", isDominated);
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

        ImmutableArray<(double, double)> frontier =
            [.. points.Where(entry => !entry.IsDominated).Select(entry => (entry.Point.Milliseconds, entry.Point.Change))];
        CompressionSummary.TellFrontier(session, frontier, plan, target is null ? null
            : (plan.PredictedMilliseconds, plan.PredictedChange));
        TellDominated(session, points, plan, target);
        session.Say();
        session.Say(target is null
            ? "no plan was written: name a target (--speedup, --target-latency, --budget-ms or --max-drop)"
            : $"written: {target}; predicted {Figures.Milliseconds(plan.PredictedMilliseconds)} "
                + $"of {Figures.Milliseconds(plan.OriginalMilliseconds)}");
    }
}
