using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tables;

/// <summary>The importances of a model by one measure on the same data.</summary>
/// <param name="Model">The digest of the model.</param>
/// <param name="Metric">The measure.</param>
/// <param name="Data">The data and every setting that changes the result.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Failures">How many of them say why there is no figure.</param>
/// <param name="Latest">When the last was found.</param>
public sealed record ImportanceGroup(string Model, string Metric, string Data, int Rows, int Failures, DateTimeOffset Latest)
{
    /// <summary>Whether these are candidates that were left out on purpose, since others save as much on some machine.</summary>
    public bool IsLeftOut => Data.Contains(ImportanceKey.NotEvaluated, StringComparison.Ordinal);
}
