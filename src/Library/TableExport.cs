using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Writes what the tables hold of a model in the formats of the published programs; measures nothing.</summary>
internal sealed class TableExport(string model, Settings settings, TableExportWishes wanted, Session session)
{
    internal void Run()
    {
        if (wanted is { Latencies: null, Importances: null })
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, "the output", "--latencies FILE.csv, --importances FILE.csv or both");
        }

        session.Files.Reads(model, settings.Tables);
        foreach (var (what, file) in new[] { ("latencies", wanted.Latencies), ("importances", wanted.Importances) })
        {
            session.Files.Writes($"the table of {what}", file, wanted.Force);
            session.Files.Writes($"what {what} are of", file is null ? null : TableIdentity.FileOf(file), wanted.Force);
        }

        using var workflow = new Workflow(model, settings, session);
        var options = settings.PlanningMethod();
        if (settings.Method == FitMethod.Name && wanted is { Latencies: { } fitted, Importances: null })
        {
            Run(workflow, CandidateCsv.ChainOf(workflow, wanted.FirstSite), fitted);
            return;
        }

        var positions = PositionsOf(workflow);
        var exporter = new TableExporter(workflow.Network, options, positions);
        var identity = TableFiles.IdentityOf(workflow, options, positions.NameOf(1));
        session.Say($"{positions}");
        var written = new List<(string Path, PublishedExport Export)>();
        if (wanted.Latencies is { } times)
        {
            var latency = workflow.Profiler.Known(workflow.Candidates)
                ?? throw DiagnosticCatalog.TableEmpty.Error(settings.Tables, "latency", "profile");
            written.Add((times, exporter.Latencies(latency)));
            Write(times, written[^1].Export, identity with { Machine = latency.Machine, InputShapes = workflow.Shapes });
        }

        if (wanted.Importances is { } worths)
        {
            var found = Known(workflow);
            var metric = workflow.Data.SelectionMetric.Name;
            written.Add((worths, exporter.Importances(found, metric is "accuracy" or "agreement")));
            Write(worths, written[^1].Export, identity with { Metric = metric });
        }

        if (session.IsJson)
        {
            session.WriteJson(json => TablesJson.Write(json, positions, written));
        }
    }

    /// <summary>Latencies of our own method, in the form of the published ones: of one chain, with the most that each segment can save.</summary>
    private void Run(Workflow workflow, int chain, string file)
    {
        var latency = workflow.Profiler.Known(workflow.Candidates) ?? throw DiagnosticCatalog.TableEmpty.Error(settings.Tables, "latency", "profile");
        var positions = new PublishedPositions(workflow.Chains, workflow.Chains.Take(chain).Sum(one => one.Length), workflow.Chains[chain].Length);
        var text = CandidateCsv.Export(workflow, chain, latency);
        var export = new PublishedExport(text, text.Count('\n') - 1, 0);
        Write(file, export, TableFiles.IdentityOf(workflow, settings.PlanningMethod(), positions.NameOf(1)) with
        {
            Machine = latency.Machine,
            InputShapes = workflow.Shapes,
        });
        if (session.IsJson)
        {
            session.WriteJson(json => TablesJson.Write(json, positions, [(file, export)]));
        }
    }

    private static Dictionary<Candidate, ImportanceRow> Known(Workflow workflow)
    {
        var request = workflow.ImportanceRequest;
        if (workflow.Profiler.Known(workflow.Candidates) is { } latency)
        {
            request = request with { Saved = latency.Saved, SavedOn = latency.Machine.ToString(), SavedAnew = latency.Anew };
        }

        var source = workflow.ImportanceOf(request);
        var found = source.RowsFor(workflow.Candidates).Distinct().Select(candidate => (Candidate: candidate, Row: source.Find(candidate)))
            .Where(entry => entry.Row is { Failure: null }).ToDictionary(entry => entry.Candidate, entry => entry.Row!);
        return found.Count > 0 ? found : throw DiagnosticCatalog.TableEmpty.Error(null, "importance", "importance");
    }

    private void Write(string path, PublishedExport export, TableIdentity identity)
    {
        TableFiles.Write(path, wanted.Force, export.Text, identity);
        session.Say($"written: {path}, {export.Rows} rows{(export.Missing > 0 ? $"; {export.Missing} more are not known" : "")}; "
            + $"{TableIdentity.FileOf(path)} says what it is of");
    }

    private PublishedPositions PositionsOf(Workflow workflow)
    {
        ImmutableArray<string> names = [.. workflow.Chains.SelectMany(chain => chain.Sites).Select(site => site.Name)];
        var first = Index(names, wanted.FirstSite, 0, "--first-site");
        var last = Index(names, wanted.LastSite, names.Length - 1, "--last-site");
        return first <= last ? new PublishedPositions(workflow.Chains, first, last - first + 1)
            : throw SettingValues.Bad("--last-site", wanted.LastSite ?? "", "it comes before the first");
    }

    private static int Index(ImmutableArray<string> names, string? name, int otherwise, string option) =>
        name is null ? otherwise : names.IndexOf(name) is >= 0 and var index ? index
        : throw SettingValues.Bad(option, name, "the network has no such layer site");
}
