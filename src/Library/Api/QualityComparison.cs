using DepthCompress.Passes.Compression;

namespace DepthCompress;

/// <summary>What one measure of quality says about the original and the result, sample by sample; intervals are those of 95 % confidence.</summary>
/// <param name="Metric">The measure; of any one more is better.</param>
/// <param name="Before">Of the original.</param>
/// <param name="After">Of the result.</param>
/// <param name="DropLow">The lower end of the interval of the loss; a negative loss is a gain.</param>
/// <param name="DropHigh">The upper end.</param>
/// <param name="Samples">How many samples were looked at.</param>
public sealed record QualityComparison(string Metric, double Before, double After, double DropLow, double DropHigh, int Samples)
{
    /// <summary>The loss; negative is a gain.</summary>
    public double Drop => Before - After;

    internal static ImmutableArray<QualityComparison> Of(ImmutableArray<QualityChange> changes) =>
        [.. changes.Select(change => new QualityComparison(change.Metric, change.Before, change.After, change.DropLow, change.DropHigh, change.Samples))];
}
