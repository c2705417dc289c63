using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>Says which rows could not be found, so that a plan without them surprises nobody.</summary>
public static class ImportanceFailures
{
    /// <summary>One warning for all; rows that were not evaluated on purpose are none.</summary>
    public static void Report(IImportanceSource source, IReadOnlyDictionary<Candidate, ImportanceRow> rows, DiagnosticSink diagnostics)
    {
        var failed = rows.Where(row => row.Value.Failure is not null && row.Value.Key == source.KeyOf(row.Key) && !ImportanceEstimator.IsSkip(row.Value))
            .Select(row => row.Value).OrderBy(row => row.Key.Candidate, StringComparer.Ordinal).ToImmutableArray();
        if (failed is [var first, ..])
        {
            diagnostics.Report(DiagnosticCatalog.RowsWithoutFigure.At(null, failed.Length, rows.Count, first.Key.Candidate, first.Failure));
        }
    }
}
