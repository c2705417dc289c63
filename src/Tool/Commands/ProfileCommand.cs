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
    private readonly Option<string?> exportBundle = new OutputOption<string?>("--export-bundle")
    {
        HelpName = "FILE.zip",
        Description = "write the networks that are not measured into one file, for 'measure-bundle' on another device; with --machine without those "
            + "that it has measured"
    };
    private readonly Option<bool> withRunner = new("--with-runner")
    {
        Description = "put this program and its .NET runtime into the bundle, for devices like this machine where nothing is installed"
    };
    private readonly Option<string?> runner = new("--runner")
    {
        HelpName = "DIR",
        Description = "put a program published for the device into the bundle"
    };
    private readonly Option<string?> import = new("--import")
    {
        HelpName = "FILE.json",
        Description = "take over what another device measured, and show it"
    };

    internal override ImmutableArray<string> Examples { get; } =
        ["profile resnet20.onnx --threads 2", "profile resnet20.onnx --dry-run",
            "profile resnet20.onnx --export-bundle resnet20.bundle.zip --with-runner", "profile resnet20.onnx --import phone.json"];

    protected override (string, string) Title =>
        ("profile", "Build or complete the latency table: every candidate, measured in its context.");

    protected override OptionGroups Groups => OptionGroups.Engine | OptionGroups.Machine | OptionGroups.Search;

    protected override void Declare(Command command)
    {
        command.Add(model);
        command.Add(dryRun);
        command.Add(exportBundle);
        command.Add(withRunner);
        command.Add(runner);
        command.Add(import);
        command.Add(Common.Force);
    }

    protected override ExitCode Run(ParseResult parse, Session session)
    {
        var (path, settings, force) = (parse.GetRequiredValue(model), Common.Read(parse), parse.GetValue(Common.Force));
        session.Files.Reads(path);
        session.Files.Writes("the bundle", parse.GetValue(exportBundle), force);
        using var workflow = new Workflow(path, settings, session);
        if (parse.GetValue(dryRun))
        {
            var (missing, distinct) = workflow.Profiler.Count(workflow.Candidates);
            TellWork(session, workflow.Candidates.Length, missing, distinct, Math.Ceiling(missing / 12.0) * settings.MeasureSeconds!.Value);
            return ExitCode.Done;
        }

        if (parse.GetValue(import) is { } results)
        {
            TakeOver(session, workflow, settings, results, force);
            return ExitCode.Done;
        }

        if (parse.GetValue(exportBundle) is { } bundle)
        {
            Export(session, workflow, settings, bundle, RunnerOf(parse), force);
            return ExitCode.Done;
        }

        var profiler = workflow.Profiler;
        var latency = session.WithProgress(progress =>
            progress.Stage("latency table", rows => profiler.Run(workflow.Candidates, rows, session.Cancellation)));
        profiler.Settle(session.Diagnostics);
        Tell(session, workflow, latency, settings.Tables!);
        session.Say(profiler.Anew > 0 ? $"{profiler.Anew} noisy rows measured anew" : null);
        return ExitCode.Done;
    }

    private BundleRunner? RunnerOf(ParseResult parse) =>
        parse.GetValue(runner) is { } folder ? BundleRunner.Of(folder) : parse.GetValue(withRunner) ? BundleRunner.Own() : null;

    /// <summary>Writes what another device is to measure.</summary>
    private static void Export(Session session, Workflow workflow, Settings settings, string file, BundleRunner? runner, bool force)
    {
        var written = session.WithProgress(progress => progress.Stage("bundle",
            rows => new BundleExport(workflow, settings).Run(file, force, runner, rows, session.Cancellation)));
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/export-bundle/1");
                json.WriteString("bundle", written is null ? null : file);
                json.WriteNumber("networks", written?.Networks.Length ?? 0);
                json.WriteBoolean("runner", written is not null && runner is not null);
                json.WriteEndObject();
            });
        }

        session.Say(written is null ? $"{settings.Machine} has measured every network: there is nothing to export"
            : $"written: {file}; {written.Networks.Length} networks, {new FileInfo(file).Length / 1e6:0.0} MB{(runner is null ? "" : ", with a runner")}");
        session.Say(written is null ? null
            : runner is null ? $"on the device: depthcompress measure-bundle {Path.GetFileName(file)} -o results.json"
            : $"on the device: unzip {Path.GetFileName(file)} -d bundle && sh bundle/{BundleFiles.Script} -o results.json");
    }

    /// <summary>Takes the latencies of a device into the tables, and shows what they hold of it then.</summary>
    private static void TakeOver(Session session, Workflow workflow, Settings settings, string file, bool force)
    {
        var latencies = DeviceLatenciesFile.Read(file);
        var taken = LatencyImport.Run(latencies, file, workflow.Digest, workflow.Store, force);
        if (!latencies.IsComplete)
        {
            session.Diagnostics.Report(
                DiagnosticCatalog.LatenciesIncomplete.At(null, latencies.Rows.Length, latencies.Networks) with { File = file });
        }

        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/import-latencies/1");
                json.WriteString("tables", settings.Tables);
                json.WriteString("device", latencies.Machine.Device);
                json.WriteNumber("rows", latencies.Rows.Length);
                json.WriteNumber("taken", taken);
                json.WriteNumber("networks", latencies.Networks);
                json.WriteEndObject();
            });
            return;
        }

        session.Say($"{taken} of {latencies.Rows.Length} latencies were taken into {settings.Tables}; measured on {latencies.Device}");
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
