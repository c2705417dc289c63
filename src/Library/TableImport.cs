using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Tables of a published method that the user gives instead of measuring.</summary>
internal sealed class TableImport
{
    private readonly Workflow workflow;
    private readonly DiagnosticSink diagnostics;
    private readonly string? latencies;
    private readonly MachineIdentity? machine;

    /// <summary>Reads tables and what lies beside them.</summary>
    /// <param name="workflow">The model.</param>
    /// <param name="options">The method.</param>
    /// <param name="diagnostics">Told where a table does not say what it is of.</param>
    /// <param name="latencies">The latency table; null for none.</param>
    /// <param name="importances">The importance table; null for none.</param>
    /// <param name="firstSite">The layer behind their position 0; null to find out.</param>
    /// <param name="isForced">Whether tables of another origin, and incomplete ones, will do.</param>
    /// <exception cref="DiagnosticException">They do not fit.</exception>
    internal TableImport(
        Workflow workflow,
        MethodOptions options,
        DiagnosticSink diagnostics,
        string? latencies,
        string? importances,
        string? firstSite,
        bool isForced)
    {
        (this.workflow, this.diagnostics, this.latencies) = (workflow, diagnostics, latencies);
        var wanted = TableFiles.IdentityOf(workflow, options, "");
        var time = Checked(latencies, wanted, isForced, isOfMachine: true);
        var worth = Checked(importances, wanted, isForced, isOfMachine: false);
        machine = time?.Machine;
        var tables = new PublishedTables
        {
            Latencies = latencies is null ? null : (Outputs.ReadText(latencies), latencies),
            Importances = importances is null ? null : (Outputs.ReadText(importances), importances),
            FirstSite = firstSite ?? Known(time) ?? Known(worth),
            IsForced = isForced,
        };
        Method = PlanningMethods.Import(options, tables, workflow.Network, workflow.Chains);
    }

    /// <summary>The method over them.</summary>
    internal IImportedMethod Method { get; }

    /// <summary>Whether nothing is left to be found out.</summary>
    internal bool IsComplete => latencies is not null && Method.Metric is not null;

    /// <summary>What the latencies save; null where they are to be measured.</summary>
    internal LatencyTable? Latency => latencies is null ? null
        : Method.LatencyOn(machine
        ?? new MachineIdentity($"imported from {Path.GetFileName(latencies)}", "unknown", "unknown", 0, "unknown"));

    /// <summary>What budgets and latencies mean.</summary>
    internal string Words => latencies is null ? $"{Method.Positions}"
        : $"{Method.Positions}; budget and latencies are sums over these layers, as published";

    /// <summary>A layer of another model means nothing here.</summary>
    private string? Known(TableIdentity? identity) =>
        workflow.Chains.SelectMany(chain => chain.Sites).Any(site => site.Name == identity?.FirstSite) ? identity!.FirstSite : null;

    private TableIdentity? Checked(string? table, TableIdentity wanted, bool isForced, bool isOfMachine)
    {
        if (table is null)
        {
            return null;
        }

        var file = TableIdentity.FileOf(table);
        if (!File.Exists(file))
        {
            diagnostics.Report(DiagnosticCatalog.TableOfUnknownOrigin.At(null, Path.GetFileName(file)) with { File = table });
            return null;
        }

        var identity = TableIdentity.Parse(Outputs.ReadText(file), file);
        var machineKnown = isOfMachine ? wanted with { Machine = workflow.Probe.Machine, InputShapes = workflow.Shapes } : wanted;
        return !isForced && identity.DifferenceFrom(machineKnown) is var (what, here, other)
            ? throw DiagnosticCatalog.TableOfAnotherOrigin.Error(table, what, here, other)
            : identity;
    }
}
