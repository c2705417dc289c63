namespace DepthCompress.GraphIR;

/// <summary>What an importance is of, and what it is true of.</summary>
/// <param name="Model">The digest of the model.</param>
/// <param name="Candidate">The candidate by the names of its layer sites.</param>
/// <param name="Metric">The quality measure.</param>
/// <param name="Data">The calibration and evaluation data with every setting that changes the result.</param>
public sealed record ImportanceKey(string Model, string Candidate, string Metric, string Data)
{
    /// <summary>What stands in <see cref="Data"/> between the data and the machine where a candidate was left out because of savings there.</summary>
    public const string NotEvaluated = "; not evaluated on ";
}
