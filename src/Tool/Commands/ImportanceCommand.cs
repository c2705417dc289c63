using System.CommandLine;
using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>importance</c>: the importance table.</summary>
internal sealed class ImportanceCommand : Verb
{
    private const int RowsShown = 20;
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<bool> dryRun = new(
        "--dry-run")
    { Description = "say how many entries and minutes are missing, and do nothing" };
    private readonly Option<string?> shard = new("--shard")
    {
        HelpName = "i/n",
        Description = "only the i-th of n parts; several processes may fill one table"
    };

    private readonly Option<bool> wait = new("--wait")
    {
        Description = "with --executor: show how far the tasks are, and take their rows into the tables"
    };

    private readonly Option<bool> collect = new("--collect")
    {
        Description = "take over what the tasks of an earlier --executor found"
    };

    private readonly Option<bool> worker = new("--worker") { Hidden = true };
    private readonly Option<int?> task = new(ShardCommand.Task) { Hidden = true };

    internal override ImmutableArray<string> Examples { get; } =
        ["importance resnet20.onnx --data cifar10:DIR --preprocess in",
            "importance resnet20.onnx --data cifar10:DIR --preprocess in --shard 1/4 --tables shared.db",
            "importance vgg.onnx --data cifar10:DIR --preprocess in --method layermerge --importance finetune --metric accuracy --workers 4",
            "importance resnet20.onnx --data cifar10:DIR --preprocess in --executor slurm --tasks 16 --partition gpu --task-time 2:00:00 --wait",
            "importance resnet20.onnx --data cifar10:DIR --preprocess in --collect"];

    protected override (string, string) Title =>
        ("importance", "Build or complete the importance table: what each candidate, applied alone, does to quality.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Machine | OptionGroups.Search | OptionGroups.Data | OptionGroups.Importance
        | OptionGroups.Executor;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(dryRun);
        command.Add(shard);
        command.Add(wait);
        command.Add(collect);
        command.Add(worker);
        command.Add(task);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        if (parse.GetValue(worker))
        {
            return new ImportanceWorker(parse.GetRequiredValue(model), session).Run();
        }

        var settings = Common.Read(parse);
        if (parse.GetValue(task) is { } number)
        {
            return new ShardTask(new ShardFolder(settings.Executor?.Job ?? "."), number, session).Run();
        }

        var part = parse.GetValue(shard) is { } text ? PartOf(text) : (Index: 1, Count: 1);
        using var workflow = new Workflow(parse.GetRequiredValue(model), settings, session);
        if (parse.GetValue(dryRun))
        {
            new WorkEstimate(workflow, settings).Tell(session);
            return ExitCode.Done;
        }

        var work = new ImportanceWork(workflow);
        if (settings.ShardExecutor() is not null || parse.GetValue(collect))
        {
            return RunElsewhere(parse, session, workflow, work, settings);
        }

        ImmutableArray<Candidate> candidates = [.. work.Source.Pieces(work.Candidates)
            .Where((_, number) => number % part.Count == part.Index - 1).SelectMany(piece => piece)];
        var rows = session.WithProgress(progress =>
            progress.Stage("importance table", steps => work.Source.Run(candidates, steps, session.Cancellation)));
        ImportanceFailures.Report(work.Source, rows, session.Diagnostics);
        Tell(session, workflow, [.. rows.OrderBy(row => row.Value.Failure is not null).ThenByDescending(row => row.Value.Change)], settings.Tables!);
        return ExitCode.Done;
    }

    private ExitCode RunElsewhere(ParseResult parse, Session session, Workflow workflow, ImportanceWork work, Settings settings)
    {
        if (parse.GetValue(shard) is not null)
        {
            throw DiagnosticCatalog.BadUsage.Error(null, "--shard is for processes that somebody else starts: with --executor say --tasks");
        }

        var shards = new ImportanceShards(workflow, work, settings, session);
        var sharded = new ShardedWork(workflow, shards, settings, session);
        if (parse.GetValue(collect))
        {
            sharded.Collect();
        }
        else if (!sharded.Run(settings.ShardExecutor()!, parse.GetValue(wait)))
        {
            return ExitCode.Done;
        }

        var rows = shards.Rows;
        ImportanceFailures.Report(work.Source, rows, session.Diagnostics);
        Tell(session, workflow, [.. rows.OrderByDescending(row => row.Value.Change)], settings.Tables!);
        return ExitCode.Done;
    }

    private static void Tell(Session session, Workflow workflow, ImmutableArray<KeyValuePair<Candidate, ImportanceRow>> rows, string tables)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/importance/1");
                json.WriteString("tables", tables);
                json.WriteString("metric", workflow.Data.SelectionMetric.Name);
                json.WriteStartArray("candidates");
                foreach (var (candidate, row) in rows)
                {
                    json.WriteStartObject();
                    json.WriteString("candidate", CandidateText.Of(workflow.Chains[candidate.Chain], candidate));
                    json.WriteFinite("change", row.Change);
                    if (row.FitError is { } error)
                    {
                        json.WriteFinite("fitError", error);
                    }

                    json.WriteString("failure", row.Failure);
                    json.WriteFinite("seconds", row.Seconds);
                    WriteTraining(json, row.Training);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        session.Say($"{rows.Length} candidates in {tables}, by the change of {workflow.Data.SelectionMetric.Name}:");
        var table = new TextTable(">change", ">fit error", "candidate");
        foreach (var (candidate, row) in rows.Take(RowsShown))
        {
            table.Add(row.Failure is null ? Figures.Text(row.Change, "0.0000") : "none", row.FitError is { } error ? Figures.Text(error, "0.0000") : "",
                CandidateText.Of(workflow.Chains[candidate.Chain], candidate));
        }

        table.WriteTo(session);
        if (rows.Select(row => row.Value.Training).OfType<RowTraining>().ToArray() is { Length: > 0 } trained)
        {
            session.Say(
                $"trained: {trained.Length} rows, {Figures.Duration(rows.Average(row => row.Value.Seconds))} each; "
                + $"{trained.Count(row => row.Attempts > 1)} tried twice, {trained.Count(row => row.StoppedEarly)} stopped early, "
                + $"{rows.Count(row => row.Value.Failure is not null)} failed");
        }
    }

    private static void WriteTraining(Utf8JsonWriter json, RowTraining? training)
    {
        if (training is not null)
        {
            json.WriteNumber("steps", training.Steps);
            json.WriteNumber("attempts", training.Attempts);
            json.WriteBoolean("stoppedEarly", training.StoppedEarly);
            json.WriteString("retried", training.Retried);
        }
    }

    private static (int Index, int Count) PartOf(string text) =>
        text.Split('/') is [var first, var second] && int.TryParse(first, out var index) && int.TryParse(second, out var count)
            && index >= 1 && index <= count
            ? (index, count)
            : throw SettingValues.Bad("--shard", text, "a part such as 1/4 is wanted");
}
