using System.CommandLine;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress.Tool;

/// <summary><c>profile</c>: the latency table.</summary>
internal sealed class ProfileCommand : Verb
{
    private const int RowsShown = 20;
    private readonly Argument<string> model = ModelArgument();
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "say how many networks are to be measured, and measure none" };
    private readonly Option<string?> export = new("--export")
    {
        HelpName = "FILE.csv",
        Description = "write the table as the published programs do: id,st,end,time,stdev"
    };
    private readonly Option<string?> import = new("--import")
    {
        HelpName = "FILE",
        Description = "take over what another device measured ('measure-bundle'); of a published table (.csv) only show what its latencies save"
    };
    private readonly Option<int?> chain = new("--chain") { HelpName = "N", Description = "the chain to export or import [default: 1]" };

    internal override ImmutableArray<string> Examples { get; } =
        ["profile resnet20.onnx --threads 2", "profile resnet20.onnx --dry-run", "profile resnet20.onnx --export resnet20.csv",
            "profile resnet20.onnx --import measured-elsewhere.csv"];

    protected override (string, string) Title =>
        ("profile", "Build or complete the latency table: every candidate, measured in its context.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Machine | OptionGroups.Search;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(dryRun);
        command.Add(export);
        command.Add(import);
        command.Add(chain);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (force, exported) = (parse.GetValue(Common.Force), parse.GetValue(export));
        var settings = Common.Read(parse);
        Outputs.Check(exported, force, parse.GetRequiredValue(model));
        using var workflow = new Workflow(parse.GetRequiredValue(model), settings, session);
        var index = SettingValues.AtLeastOne("--chain", parse.GetValue(chain) ?? 1) - 1;
        if (parse.GetValue(dryRun))
        {
            var (missing, distinct) = workflow.Profiler.Count(workflow.Candidates);
            TellWork(session, workflow.Candidates.Length, missing, distinct, Math.Ceiling(missing / 12.0) * settings.MeasureSeconds!.Value);
            return ExitCode.Done;
        }

        if (parse.GetValue(import) is { } results && DeviceLatenciesFile.IsOne(results))
        {
            TakeOver(session, workflow, settings, results, force);
            return ExitCode.Done;
        }

        if (parse.GetValue(import) is { } imported)
        {
            Tell(session, workflow, CandidateCsv.Import(workflow, index, Outputs.ReadText(imported), imported), imported);
            return ExitCode.Done;
        }

        var profiler = workflow.Profiler;
        var latency = session.WithProgress(progress =>
            progress.Stage("latency table", rows => profiler.Run(workflow.Candidates, rows, session.Cancellation)));
        profiler.Settle(session.Diagnostics);
        if (exported is not null)
        {
            Outputs.WriteText(exported, force, CandidateCsv.Export(workflow, index, latency));
        }

        Tell(session, workflow, latency, settings.Tables!);
        session.Say(profiler.Anew > 0 ? $"{profiler.Anew} noisy rows measured anew" : null);
        return ExitCode.Done;
    }

    /// <summary>Takes the latencies of a device into the tables, and shows what they hold of it then.</summary>
    private static void TakeOver(Session session, Workflow workflow, Settings settings, string file, bool force)
    {
        var latencies = DeviceLatenciesFile.Read(file);
        var added = LatencyImport.Run(latencies, file, workflow.Digest, workflow.Store, force);
        if (!latencies.IsComplete)
        {
            session.Diagnostics.Report(
                DiagnosticCatalog.LatenciesIncomplete.At(null, latencies.Rows.Length, latencies.Networks) with { File = file });
        }

        session.Say($"{added} of {latencies.Rows.Length} latencies were taken into {settings.Tables}; measured on {latencies.Device}");
        if (workflow.ProfilerOf(latencies.Machine).Known(workflow.Candidates) is { } table)
        {
            Tell(session, workflow, table, settings.Tables!);
        }
    }

    private static void Tell(Session session, Workflow workflow, LatencyTable latency, string tables)
    {
        var best = latency.Saved.OrderByDescending(pair => pair.Value)
            .Select(pair => (Text: CandidateText.Of(workflow.Chains[pair.Key.Chain], pair.Key), Saved: pair.Value)).ToImmutableArray();
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/profile/1");
                json.WriteString("tables", tables);
                json.WriteFinite("originalMs", latency.OriginalMilliseconds);
                json.WriteStartArray("candidates");
                foreach (var (text, saved) in best)
                {
                    json.WriteStartObject();
                    json.WriteString("candidate", text);
                    json.WriteFinite("savedMs", saved);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        session.Say(
            $"{best.Length} candidates in {tables}; the network takes {Figures.Milliseconds(latency.OriginalMilliseconds)} on {latency.Machine.Device}, {latency.Machine.Threads} thread(s)");
        var table = new TextTable(">saves", "candidate");
        foreach (var (text, saved) in best.Take(RowsShown))
        {
            table.Add(Figures.Milliseconds(saved), text);
        }

        table.WriteTo(session);
    }

    private static void TellWork(Session session, int candidates, int missing, int distinct, double seconds)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/estimate/1");
                json.WriteNumber("candidates", candidates);
                json.WriteNumber("latencyEntries", distinct);
                json.WriteNumber("latencyMissing", missing);
                json.WriteFinite("latencySeconds", seconds);
                json.WriteEndObject();
            });
        }

        session.Say(
            $"{candidates} candidates; {missing} of {distinct} networks are to be measured, at most {Figures.Duration(seconds)}; nothing was done");
    }
}
