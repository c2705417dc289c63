using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Works on the rows that no other process works on, and takes the others from the table when they are there.</summary>
internal sealed class ClaimedImportance(IImportanceSource source, TableClaims claims) : ForwardingImportance(source)
{
    /// <summary>Another process that comes meanwhile finds work too, where there is much.</summary>
    private const int PiecesAtOnce = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    protected override void Complete(ImportanceRows rows, ImmutableArray<Candidate> candidates, CancellationToken cancellation)
    {
        // All processes that want these rows have the same pieces, whatever is finished when they come.
        var pieces = Source.Pieces(candidates);
        for (var missing = rows.Missing.ToHashSet(); missing.Count > 0; missing.RemoveWhere(candidate => TakeOver(rows, candidate)))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (candidate, row) in Work(pieces, missing, rows, cancellation))
            {
                rows.Add(candidate, row);
                missing.Remove(candidate);
            }
        }
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
                return Source.Run(mine, new DirectProgress<RunProgress>(step => rows.About(step.What)), cancellation);
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
                mine.AddRange(piece.Where(candidate => missing.Contains(candidate) && Find(candidate) is null));
            }
        }

        return mine.ToImmutable();
    }

    private bool TakeOver(ImportanceRows rows, Candidate candidate)
    {
        if (Find(candidate) is not { } row)
        {
            return false;
        }

        rows.Add(candidate, row);
        return true;
    }

    private string NameOf(ImmutableArray<Candidate> piece)
    {
        var key = KeyOf(piece[0]);
        return string.Join('\n', key.Model, key.Metric, key.Data, key.Candidate);
    }
}
