using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>The rows of one run: those the store had, those that are missing, and those that are finished meanwhile.</summary>
public sealed class ImportanceRows
{
    private readonly ImmutableDictionary<Candidate, ImportanceRow>.Builder rows = ImmutableDictionary.CreateBuilder<Candidate, ImportanceRow>();
    private readonly IProgress<RunProgress>? progress;
    private readonly int total;

    /// <param name="source">Knows which rows there are.</param>
    /// <param name="candidates">What rows are wanted of.</param>
    /// <param name="progress">Told of every row.</param>
    public ImportanceRows(IImportanceSource source, ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress)
    {
        (this.progress, total) = (progress, candidates.Length);
        foreach (var candidate in candidates)
        {
            if (source.Find(candidate) is { } known)
            {
                rows[candidate] = known;
            }
        }

        Missing = [.. candidates.Where(candidate => !rows.ContainsKey(candidate))];
    }

    /// <summary>What the store did not have, in order.</summary>
    public ImmutableArray<Candidate> Missing { get; }

    /// <summary>What there is by now.</summary>
    public ImmutableDictionary<Candidate, ImportanceRow> Finished => rows.ToImmutable();

    /// <summary>Tells what is about to be done.</summary>
    public void About(string what) => progress?.Report(new RunProgress(rows.Count, total, what));

    /// <summary>A row that is in the store now.</summary>
    public void Add(Candidate candidate, ImportanceRow row)
    {
        rows[candidate] = row;
        About(row.Key.Candidate);
    }
}
