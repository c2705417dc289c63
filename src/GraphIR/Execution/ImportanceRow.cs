namespace DepthCompress.GraphIR;

/// <summary>One row of the importance table.</summary>
/// <param name="Key">What it is true of.</param>
/// <param name="Change">The change of the quality measure when only this candidate is applied; negative is worse.</param>
/// <param name="FitError">The part of the target's variance that the fit leaves unexplained; null where nothing was fitted.</param>
/// <param name="Seconds">What it took to find.</param>
/// <param name="MeasuredAt">When.</param>
/// <param name="Failure">Why there is no figure; null where there is.</param>
public sealed record ImportanceRow(ImportanceKey Key, double Change, double? FitError, double Seconds, DateTimeOffset MeasuredAt, string? Failure = null)
{
    /// <summary>How its training went; null where nothing was trained.</summary>
    public RowTraining? Training { get; init; }
}
