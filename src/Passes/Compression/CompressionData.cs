using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Compression;

/// <summary>The samples of a compression, three disjoint sets, and how quality is measured on them.</summary>
/// <param name="Calibration">Convolutions are solved for on it.</param>
/// <param name="Selection">Candidates are compared on it.</param>
/// <param name="Evaluation">The result is judged on it; nothing is chosen by it.</param>
/// <param name="SelectionMetric">The measure for comparing candidates; needs no labels.</param>
/// <param name="QualityMetrics">The measures to report, the first of them gated.</param>
public sealed record CompressionData(
    CalibrationSet Calibration,
    CalibrationSet Selection,
    CalibrationSet Evaluation,
    IQualityMetric SelectionMetric,
    ImmutableArray<IQualityMetric> QualityMetrics)
{
    /// <summary>The chosen plan is refitted on it; larger than <see cref="Calibration"/>, on which hundreds of candidates are compared.</summary>
    public CalibrationSet Refit { get; init; } = Calibration;

    /// <summary>Training is watched with it, and judged against the fit; larger than <see cref="Selection"/>, on which hundreds of candidates are compared.</summary>
    public CalibrationSet Validation { get; init; } = Selection;

    /// <summary>Fine-tuning learns from it; shares no samples with <see cref="Evaluation"/>.</summary>
    public ITrainingData? Training { get; init; }
}
