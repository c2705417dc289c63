using System.Diagnostics;
using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>
/// Fills the importance table: what each candidate, applied alone, does to the quality of the network. Convolutions are solved for on the calibration set,
/// the quality is measured on other samples. Finished rows are in the store at once; a run that is repeated only does what is missing.
/// </summary>
public sealed class ImportanceEstimator(IGraphExecutor executor, ITableStore store, ImportanceRequest request) : IImportanceSource
{
    /// <summary>The name under which fit errors stand in tables and plans.</summary>
    public const string FitErrorName = "fit-error";

    private const string WhySkipped = "saves as much and fits better";

    private readonly Dictionary<Value, IGraphSession> suffixes = [];

    /// <inheritdoc/>
    public ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var rows = new ImportanceRows(this, candidates, progress);
        if (rows.Missing.IsEmpty)
        {
            return rows.Finished;
        }

        var scores = new SelectionScores(executor, request);
        try
        {
            foreach (var group in rows.Missing.GroupBy(candidate => candidate.Chain).OrderBy(group => group.Key))
            {
                var fitting = new ActivationCursor(executor, request.Graph, request.Calibration);
                var judging = new ActivationCursor(executor, request.Graph, request.Evaluation);
                var chain = request.Chains[group.Key];
                var fitter = new SegmentFitter(executor, request.Graph, chain, request.Fit);
                foreach (var start in group.GroupBy(candidate => candidate.Segment.Start).OrderBy(start => start.Key))
                {
                    cancellation.ThrowIfCancellationRequested();
                    rows.About($"{chain.Sites[start.Key].Name}: solving");
                    var clock = Stopwatch.StartNew();
                    var realizations = Realize(fitter, [.. start], fitting);
                    var share = clock.Elapsed.TotalSeconds / realizations.Length;
                    Walk(judging, chain, start.Key);
                    foreach (var realization in realizations)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        var row = DominatedBy(realization, realizations) is { } better
                            ? Skipped(realization, $"'{CandidateText.Of(chain, better)}' {WhySkipped}", share)
                            : request.FitErrorOnly ? ByFitError(realization, share)
                            : Judge(realization, judging, scores, share);
                        store.Save(row);
                        rows.Add(realization.Candidate, row);
                    }
                }
            }
        }
        finally
        {
            foreach (var session in suffixes.Values)
            {
                session.Dispose();
            }

            suffixes.Clear();
        }

        return rows.Finished;
    }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> RowsFor(ImmutableArray<Candidate> candidates) => candidates;

    /// <summary>Candidates that begin at one position share their regressions.</summary>
    public ImmutableArray<ImmutableArray<Candidate>> Pieces(ImmutableArray<Candidate> candidates) =>
        [.. candidates.GroupBy(candidate => (candidate.Chain, candidate.Segment.Start)).OrderBy(piece => piece.Key).Select(piece => piece.ToImmutableArray())];

    /// <inheritdoc/>
    public void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) => _ = new SelectionScores(executor, request);

    /// <summary>The key of a candidate's row.</summary>
    public ImportanceKey KeyOf(Candidate candidate) =>
        new(request.ModelDigest, CandidateText.Of(request.Chains[candidate.Chain], candidate), request.FitErrorOnly ? FitErrorName : request.Metric.Name, request.DataName);

    /// <summary>Whether a row says that the candidate was left out on purpose; in tables of earlier versions it has the key of any other.</summary>
    internal static bool IsSkip(ImportanceRow row) => row.Failure?.EndsWith(WhySkipped, StringComparison.Ordinal) == true;

    /// <summary>The row of a candidate in the store, also where it says that the candidate was not evaluated; null where it is missing.</summary>
    public ImportanceRow? Find(Candidate candidate) => store.Find(KeyOf(candidate)) ?? store.Find(SkippedKeyOf(candidate));

    private string Again => request.SavedAnew > 0 ? string.Create(CultureInfo.InvariantCulture, $", latencies measured anew: {request.SavedAnew}") : "";

    private ImportanceKey SkippedKeyOf(Candidate candidate)
    {
        var key = KeyOf(candidate);
        return key with { Data = $"{key.Data}{ImportanceKey.NotEvaluated}{request.SavedOn}{Again}" };
    }

    private ImmutableArray<Realization> Realize(SegmentFitter fitter, ImmutableArray<Candidate> candidates, ActivationCursor cursor)
    {
        var composed = candidates.OfType<Candidate.Compose>()
            .Select(candidate => SegmentComposer.Compose(request.Graph, request.Chains[candidate.Chain], candidate)).OfType<Realization>();
        ImmutableArray<Candidate> fitted = [.. candidates.Where(candidate => candidate is not Candidate.Compose)];
        if (fitted is [var first, ..])
        {
            Walk(cursor, request.Chains[first.Chain], first.Segment.Start);
            return [.. composed, .. fitter.Fit(fitted, cursor)];
        }

        return [.. composed];
    }

    /// <summary>
    /// Stops at every site on the way. Where a forward pass is cut decides about last bits, and a row must not depend on which others are found
    /// with it: by one process, by several, or after a restart.
    /// </summary>
    private static void Walk(ActivationCursor cursor, LayerChain chain, int position)
    {
        for (var site = 0; site <= position; site++)
        {
            cursor.MoveTowards(chain.ValueAt(site));
        }
    }

    /// <summary>A candidate of the same segment that saves at least as much and leaves less unexplained; of equals the first.</summary>
    private Candidate? DominatedBy(Realization realization, ImmutableArray<Realization> all)
    {
        if (request.Saved is not { } saved || realization.FitError is not { } error)
        {
            return null;
        }

        var (saving, mine) = (saved.GetValueOrDefault(realization.Candidate), all.IndexOf(realization));
        return all.Where((other, index) => other.Candidate.Segment == realization.Candidate.Segment && saved.GetValueOrDefault(other.Candidate) >= saving
            && (other.FitError < error || (other.FitError == error && index < mine))).FirstOrDefault()?.Candidate;
    }

    private ImportanceRow ByFitError(Realization realization, double seconds) => realization.FitError is { } error
        ? new ImportanceRow(KeyOf(realization.Candidate), -error, error, seconds, DateTimeOffset.UtcNow)
        : Skipped(realization, "nothing was solved for, so there is no fit error", seconds);

    private ImportanceRow Skipped(Realization realization, string why, double seconds) =>
        new(SkippedKeyOf(realization.Candidate), 0, realization.FitError, seconds, DateTimeOffset.UtcNow, why);

    private ImportanceRow Judge(Realization realization, ActivationCursor cursor, SelectionScores scores, double fittingSeconds)
    {
        var clock = Stopwatch.StartNew();
        var changed = CandidateRewriter.Apply(request.Graph, request.Chains, [realization]);
        if (realization.Carried?.Norm is not null)
        {
            changed = NormRefit.Run(executor, request.Graph, changed, request.Calibration);
        }

        var outputs = Outputs(changed, request.Chains[realization.Candidate.Chain].TailOf(realization.Candidate.Segment).Linear, cursor);
        var change = scores.Of(outputs) - scores.Original;
        var failure = double.IsFinite(change) ? null : "the result is not a number";
        return new ImportanceRow(
            KeyOf(realization.Candidate), double.IsFinite(change) ? change : 0, realization.FitError, clock.Elapsed.TotalSeconds + fittingSeconds, DateTimeOffset.UtcNow, failure);
    }

    /// <summary>From the cut in front of the segment to the cut behind it with a session of its own; from there with one that all candidates share.</summary>
    private ImmutableArray<ImmutableArray<Tensor>> Outputs(Graph changed, Value target, ActivationCursor cursor)
    {
        ImmutableArray<Value> ends = [.. request.Graph.Outputs.Select(output => output.Value)];
        if (cursor.CutAfter(target) is not { } cut || ends.Contains(cut))
        {
            using var whole = executor.Open(cursor.From(changed, ends));
            return [.. cursor.State.Select(inputs => whole.Run(inputs.AsSpan()))];
        }

        if (!suffixes.TryGetValue(cut, out var suffix))
        {
            suffixes[cut] = suffix = executor.Open(Subgraph.Between(request.Graph, [cut], ends));
        }

        using var head = executor.Open(cursor.From(changed, [cut]));
        return [.. cursor.State.Select(inputs => suffix.Run(head.Run(inputs.AsSpan()).AsSpan()))];
    }
}
