using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>
/// How a changed network compares with the original on the same samples. Null is what needs scores, labels or clean targets where there
/// are none.
/// </summary>
public sealed record Quality
{
    /// <summary>Samples it was measured on.</summary>
    public required int Samples { get; init; }

    /// <summary>Share of samples that both put into the same class.</summary>
    public Interval? Agreement { get; init; }

    /// <summary>Mean Kullback-Leibler divergence of the class probabilities, in nats.</summary>
    public Interval? KlDivergence { get; init; }

    /// <summary>Mean cosine of the angle between both outputs.</summary>
    public required Interval CosineSimilarity { get; init; }

    /// <summary>Mean squared difference of both outputs.</summary>
    public required double MeanSquaredError { get; init; }

    /// <summary>Power of all of the original's outputs over power of all differences, in dB.</summary>
    public required double SignalToNoise { get; init; }

    /// <summary>Share of right answers of the original.</summary>
    public Interval? AccuracyBefore { get; init; }

    /// <summary>Share of right answers of the changed network.</summary>
    public Interval? AccuracyAfter { get; init; }

    /// <summary>After minus before, sample by sample.</summary>
    public Interval? AccuracyChange { get; init; }

    /// <summary>How likely at least so one-sided a change of accuracy would be by chance.</summary>
    public double? ChanceOfAccuracyChange { get; init; }

    /// <summary>Mean PSNR of the original's outputs against the clean images, in dB.</summary>
    public Interval? PsnrBefore { get; init; }

    /// <summary>The same of the changed network.</summary>
    public Interval? PsnrAfter { get; init; }

    /// <summary>After minus before, image by image.</summary>
    public Interval? PsnrChange { get; init; }
}
