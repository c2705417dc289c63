using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Importance;

/// <summary>What an importance table is about.</summary>
public sealed record ImportanceRequest
{
    /// <summary>The network, batch normalization folded.</summary>
    public required Graph Graph { get; init; }

    /// <summary>Its chains.</summary>
    public required ImmutableArray<LayerChain> Chains { get; init; }

    /// <summary>The digest of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>What convolutions are solved for on.</summary>
    public required CalibrationSet Calibration { get; init; }

    /// <summary>What quality is measured on: other samples.</summary>
    public required CalibrationSet Evaluation { get; init; }

    /// <summary>The measure of quality.</summary>
    public required IQualityMetric Metric { get; init; }

    /// <summary>
    /// Takes the unexplained variance for the loss of quality and runs nothing behind the segment: minutes become seconds. Candidates that solve for nothing
    /// have no figure then.
    /// </summary>
    public bool FitErrorOnly { get; init; }

    /// <summary>
    /// What each candidate saves, where known: of two candidates of one segment the one that saves less and fits worse is not evaluated.
    /// </summary>
    public IReadOnlyDictionary<Candidate, double>? Saved { get; init; }

    /// <summary>What <see cref="Saved"/> is true of: a candidate left out on one machine may be worth a look on another.</summary>
    public string SavedOn { get; init; } = "";

    /// <summary>How often figures of <see cref="Saved"/> were measured anew: what was left out because of the earlier ones gets another look.</summary>
    public int SavedAnew { get; init; }

    /// <summary>How regressions are set up.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Everything about data and settings that changes a row.</summary>
    public string DataName => FormattableString.Invariant(
        $"{Calibration.Name} n={Calibration.Count}; {Evaluation.Name} n={Evaluation.Count}; lambda={Fit.Lambda} samples={Fit.SamplesPerFeature} seed={Fit.Seed}");
}
