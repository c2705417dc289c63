using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>A source whose rows are those of another one; only who finds what is missing, and when, is decided here.</summary>
/// <param name="source">Knows the rows.</param>
internal abstract class ForwardingImportance(IImportanceSource source) : IImportanceSource
{
    /// <summary>Knows the rows.</summary>
    protected IImportanceSource Source => source;

    /// <inheritdoc/>
    public ImportanceKey KeyOf(Candidate candidate) => source.KeyOf(candidate);

    /// <inheritdoc/>
    public ImportanceRow? Find(Candidate candidate) => source.Find(candidate);

    /// <inheritdoc/>
    public ImmutableArray<Candidate> RowsFor(ImmutableArray<Candidate> candidates) => source.RowsFor(candidates);

    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<Candidate>> Pieces(ImmutableArray<Candidate> candidates) => source.Pieces(candidates);

    /// <inheritdoc/>
    public virtual void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        source.Prepare(progress, cancellation);

    /// <inheritdoc/>
    public ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var rows = new ImportanceRows(source, candidates, progress);
        if (!rows.Missing.IsEmpty)
        {
            Complete(rows, candidates, cancellation);
        }

        return rows.Finished;
    }

    /// <summary>Finds what is missing.</summary>
    /// <param name="rows">What there is; takes what is found.</param>
    /// <param name="candidates">All that were asked for.</param>
    /// <param name="cancellation">The wish to stop.</param>
    protected abstract void Complete(ImportanceRows rows, ImmutableArray<Candidate> candidates, CancellationToken cancellation);
}
