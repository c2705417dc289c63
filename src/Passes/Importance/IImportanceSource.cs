using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>
/// Fills the importance table, one row per candidate applied alone: by running the changed network as it is, or after a short training.
/// Finished rows are durable at once.
/// </summary>
public interface IImportanceSource
{
    /// <summary>The key of a candidate's row.</summary>
    ImportanceKey KeyOf(Candidate candidate);

    /// <summary>The row of a candidate in the store; null where it is missing.</summary>
    ImportanceRow? Find(Candidate candidate);

    /// <summary>The rows that plans of some candidates need: theirs, and those of sites that stay where that changes something too.</summary>
    ImmutableArray<Candidate> RowsFor(ImmutableArray<Candidate> candidates);

    /// <summary>The same candidates in pieces that can be worked on apart, without doing anything twice.</summary>
    ImmutableArray<ImmutableArray<Candidate>> Pieces(ImmutableArray<Candidate> candidates);

    /// <summary>Finds what all rows are compared with, once for all who work on them.</summary>
    /// <exception cref="DiagnosticException">DC3203, DC3240: there is nothing to compare with.</exception>
    void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>The change of quality of every candidate; a failed one has none.</summary>
    ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default);
}

/// <summary>Convenience over <see cref="IImportanceSource"/>.</summary>
public static class ImportanceSourceExtensions
{
    /// <summary>The rows that plans of some candidates need; a method that asks for none pays for none, not even for what rows are compared with.</summary>
    public static ImmutableDictionary<Candidate, ImportanceRow> RunFor(this IImportanceSource source,
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        candidates.IsEmpty ? ImmutableDictionary<Candidate, ImportanceRow>.Empty : source.Run(source.RowsFor(candidates), progress, cancellation);
}
