using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>Rows that are measured anew, and those that are left to the next run.</summary>
public sealed partial class LatencyProfiler
{
    /// <summary>The part of noisy rows beyond which it is said that plans by them may miss.</summary>
    private const double NoisyPart = 0.25;

    private readonly LatencyDoubts doubts = new(store);
    private string usedWhole = "";
    private ImmutableArray<Entry> usedEntries = [];

    /// <summary>Whether rows that an earlier run doubted are taken as they are: where the plan is decided already, or the machine is elsewhere.</summary>
    public bool KeepsRows { get; init; }

    /// <summary>How many rows the last run measured anew.</summary>
    public int Anew { get; private set; }

    /// <summary>Ends a run that used the rows: the next run measures the noisy ones anew.</summary>
    public void Settle(DiagnosticSink diagnostics)
    {
        var used = KeysOf(usedWhole, usedEntries);
        var noisy = used.Where(key => store.Find(key)?.IsNoisy == true).ToImmutableArray();
        var left = doubts.Leave(noisy);
        if (Anew > 0)
        {
            diagnostics.Report(DiagnosticCatalog.RowsMeasuredAnew.At(null, Anew));
        }

        if (!KeepsRows && left > used.Length * NoisyPart)
        {
            diagnostics.Report(DiagnosticCatalog.RowsNoisy.At(null, noisy.Length, used.Length));
        }
    }

    /// <summary>The next run measures the rows anew behind a plan that promised more than was measured.</summary>
    /// <param name="chosen">The plan.</param>
    /// <param name="promised">Its latency over the original's, by the rows.</param>
    /// <param name="measured">What it is at least, by measuring.</param>
    /// <param name="diagnostics">Told of it.</param>
    public void Doubt(ImmutableArray<Candidate> chosen, double promised, double measured, DiagnosticSink diagnostics)
    {
        var left = doubts.Leave(KeysOf(usedWhole, usedEntries.Where(entry => chosen.Contains(entry.Candidate))));
        if (left > 0)
        {
            diagnostics.Report(DiagnosticCatalog.RowsPromisedMore.At(null, promised, measured, left));
        }
    }

    /// <summary>
    /// Measures doubted rows once more. Where most of the first few are as noisy as before the machine still has other things to do: the
    /// rest is left as it is.
    /// </summary>
    private void MeasureAnew(
        LatencyRounds rounds, ImmutableArray<UnmeasuredNetwork> doubted, IProgress<RunProgress>? progress, int done, CancellationToken cancellation)
    {
        Anew = 0;
        foreach (var group in doubted.Chunk(LatencyRounds.NetworksAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new RunProgress(done + Anew, done + doubted.Length, $"{Anew} noisy rows measured anew"));
            var rows = rounds.Measure(group, IsDoubted, doubts.Take, cancellation);
            Anew += rows.Length;
            if (2 * rows.Count(row => row.IsNoisy) > rows.Length)
            {
                return;
            }
        }
    }

    private ImmutableArray<UnmeasuredNetwork> Doubted(IEnumerable<UnmeasuredNetwork> networks) => KeepsRows ? []
        : [.. networks.Where(IsDoubted).OrderBy(network => doubts.TriesOf(KeyOf(network.Signature)))];

    private bool IsDoubted(UnmeasuredNetwork network) =>
        KeyOf(network.Signature) is var key && store.Find(key) is not null && doubts.IsOpen(key);

    private ImmutableArray<LatencyKey> KeysOf(string whole, IEnumerable<Entry> entries) =>
        [.. entries.SelectMany(entry => new[] { entry.Before, entry.After }).Append(whole).Distinct().Select(KeyOf)];
}
