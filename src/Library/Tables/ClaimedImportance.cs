using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Works on the rows that no other process works on, and takes the others from the table when they are there.</summary>
internal sealed class ClaimedImportance(IImportanceSource source, TableClaims claims) : IImportanceSource
{
    /// <summary>Another process that comes meanwhile finds work too, where there is much.</summary>
    private const int PiecesAtOnce = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public ImportanceKey KeyOf(Candidate candidate) => source.KeyOf(candidate);

    /// <inheritdoc/>
    public ImportanceRow? Find(Candidate candidate) => source.Find(candidate);

    /// <inheritdoc/>
    public ImmutableArray<Candidate> RowsFor(ImmutableArray<Candidate> candidates) => source.RowsFor(candidates);

    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<Candidate>> Pieces(ImmutableArray<Candidate> candidates) => source.Pieces(candidates);

    /// <inheritdoc/>
    public void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) => source.Prepare(progress, cancellation);

    /// <inheritdoc/>
    public ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var rows = new ImportanceRows(source, candidates, progress);
        if (rows.Missing.IsEmpty)
        {
            return rows.Finished;
        }

        // All processes that want these rows have the same pieces, whatever is finished when they come.
        var pieces = source.Pieces(candidates);
        for (var missing = rows.Missing.ToHashSet(); missing.Count > 0; missing.RemoveWhere(candidate => TakeOver(rows, candidate)))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (candidate, row) in Work(pieces, missing, rows, cancellation))
            {
                rows.Add(candidate, row);
                missing.Remove(candidate);
            }
        }

        return rows.Finished;
    }

    /// <summary>Works on some of what is missing; where others are at all of it, waits a little.</summary>
    private ImmutableDictionary<Candidate, ImportanceRow> Work(
        ImmutableArray<ImmutableArray<Candidate>> pieces, HashSet<Candidate> missing, ImportanceRows rows, CancellationToken cancellation)
    {
        var held = new List<IDisposable>();
        try
        {
            var mine = Claim(pieces, missing, held);
            if (!mine.IsEmpty)
            {
                return source.Run(mine, new Passes.Compression.DirectProgress<RunProgress>(step => rows.About(step.What)), cancellation);
            }

            if (held.Count == 0)
            {
                rows.About("another process is at the rest");
                cancellation.WaitHandle.WaitOne(Patience);
            }

            return ImmutableDictionary<Candidate, ImportanceRow>.Empty;
        }
        finally
        {
            held.ForEach(claim => claim.Dispose());
        }
    }

    /// <summary>What nobody else is at, and nobody finished meanwhile.</summary>
    private ImmutableArray<Candidate> Claim(ImmutableArray<ImmutableArray<Candidate>> pieces, HashSet<Candidate> missing, List<IDisposable> held)
    {
        var mine = ImmutableArray.CreateBuilder<Candidate>();
        foreach (var piece in pieces.Where(piece => piece.Any(missing.Contains)))
        {
            if (held.Count < PiecesAtOnce && claims.Try(NameOf(piece)) is { } claim)
            {
                held.Add(claim);
                mine.AddRange(piece.Where(candidate => missing.Contains(candidate) && source.Find(candidate) is null));
            }
        }

        return mine.ToImmutable();
    }

    private bool TakeOver(ImportanceRows rows, Candidate candidate)
    {
        if (source.Find(candidate) is not { } row)
        {
            return false;
        }

        rows.Add(candidate, row);
        return true;
    }

    private string NameOf(ImmutableArray<Candidate> piece)
    {
        var key = source.KeyOf(piece[0]);
        return string.Join('\n', key.Model, key.Metric, key.Data, key.Candidate);
    }
}
