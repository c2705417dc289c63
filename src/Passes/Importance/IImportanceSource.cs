using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>
/// Fills the importance table, one row per candidate applied alone: by running the changed network as it is, or after a short training.
/// Finished rows are durable at once.
/// </summary>
public interface IImportanceSource
{
    /// <summary>The change of quality of every candidate.</summary>
    ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default);
}
