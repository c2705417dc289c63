using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Which entries of the importance table a model needs.</summary>
internal sealed class ImportanceWork
{
    /// <summary>
    /// Looks at the latency table: where it is complete only candidates that save time are worth a look, since no plan takes any other;
    /// else all are.
    /// </summary>
    internal ImportanceWork(Workflow workflow)
    {
        Latency = HasLatencies(workflow) ? workflow.Profiler.Known(workflow.Candidates) : null;
        Source = workflow.ImportanceOf(
            workflow.ImportanceRequest with { Saved = Latency?.Saved, SavedOn = Latency?.Machine.ToString() ?? "", SavedAnew = Latency?.Anew ?? 0 });
        Candidates = RowsOf(workflow.Method.Promising(Latency ?? Hopeful(workflow)));
        Known = [.. Candidates.Select(Source.Find).OfType<ImportanceRow>()];
    }

    /// <summary>The latency table; null where it is not complete.</summary>
    internal LatencyTable? Latency { get; }

    /// <summary>What is worth a look.</summary>
    internal ImmutableArray<Candidate> Candidates { get; }

    /// <summary>The rows of those that the table has.</summary>
    internal ImmutableArray<ImportanceRow> Known { get; }

    /// <summary>How many of them the table lacks.</summary>
    internal int Missing => Candidates.Length - Known.Length;

    /// <summary>Finds what is missing.</summary>
    internal IImportanceSource Source { get; }

    private ImmutableArray<Candidate> RowsOf(ImmutableArray<Candidate> promising) => promising.IsEmpty ? [] : Source.RowsFor(promising);

    /// <summary>A table in which everything saves something.</summary>
    private static LatencyTable Hopeful(Workflow workflow) =>
        new(1, workflow.Candidates.Distinct().ToImmutableDictionary(candidate => candidate, _ => 1.0), workflow.Probe.Machine);

    private static bool HasLatencies(Workflow workflow) =>
        workflow.Store.Find(new LatencyKey(GraphSignature.Of(workflow.Network, workflow.Inputs), workflow.Probe.Machine)) is not null
        && workflow.Profiler.Count(workflow.Candidates).Missing == 0;
}
