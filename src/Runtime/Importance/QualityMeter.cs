using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>Gathers <see cref="Quality"/> over batches; keeps a few numbers for each sample, no outputs.</summary>
/// <param name="peak">The largest pixel there can be, for PSNR.</param>
/// <param name="border">Pixels at each side that PSNR leaves out.</param>
public sealed class QualityMeter(double peak = 1, int border = 0)
{
    private readonly List<bool> agreement = [];
    private readonly List<bool> correctBefore = [];
    private readonly List<bool> correctAfter = [];
    private readonly List<double> divergence = [];
    private readonly List<double> cosine = [];
    private readonly List<double> psnrBefore = [];
    private readonly List<double> psnrAfter = [];
    private double signal;
    private double noise;
    private long numbers;

    /// <summary>Adds the outputs of both networks for one batch.</summary>
    /// <param name="original">Of the original.</param>
    /// <param name="changed">Of the changed network, of the same shape.</param>
    /// <param name="labels">One for each sample, or none.</param>
    /// <param name="target">What both should have answered, or null.</param>
    public void Add(Tensor original, Tensor changed, ReadOnlySpan<int> labels = default, Tensor? target = null)
    {
        cosine.AddRange(Metrics.CosineSimilarity(original, changed));
        AddPower(original, changed);
        if (Metrics.IsClassification(original))
        {
            agreement.AddRange(Metrics.Agreement(original, changed));
            divergence.AddRange(Metrics.KlDivergence(original, changed));
        }

        if (!labels.IsEmpty)
        {
            correctBefore.AddRange(Metrics.Correct(original, labels));
            correctAfter.AddRange(Metrics.Correct(changed, labels));
        }

        if (target is not null)
        {
            psnrBefore.AddRange(Metrics.PeakSignalToNoise(original, target, peak, border));
            psnrAfter.AddRange(Metrics.PeakSignalToNoise(changed, target, peak, border));
        }
    }

    /// <summary>What was gathered so far; at least one sample.</summary>
    public Quality ToQuality()
    {
        var (before, after) = (correctBefore.ToArray(), correctAfter.ToArray());
        var isLabeled = before.Length > 0;
        var hasTarget = psnrBefore.Count > 0;
        return new()
        {
            Samples = cosine.Count,
            Agreement = agreement.Count > 0 ? Proportion.Of(agreement.ToArray()).ToInterval() : null,
            KlDivergence = divergence.Count > 0 ? Interval.OfMean(divergence.ToArray()) : null,
            CosineSimilarity = Interval.OfMean(cosine.ToArray()),
            MeanSquaredError = noise / numbers,
            SignalToNoise = noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise),
            AccuracyBefore = isLabeled ? Proportion.Of(before).ToInterval() : null,
            AccuracyAfter = isLabeled ? Proportion.Of(after).ToInterval() : null,
            AccuracyChange = isLabeled ? PairedDifference.OfProportions(before, after) : null,
            ChanceOfAccuracyChange = isLabeled ? PairedDifference.McNemar(before, after) : null,
            PsnrBefore = hasTarget ? Interval.OfMean(psnrBefore.ToArray()) : null,
            PsnrAfter = hasTarget ? Interval.OfMean(psnrAfter.ToArray()) : null,
            PsnrChange = hasTarget ? PairedDifference.OfMeans(psnrBefore.ToArray(), psnrAfter.ToArray()) : null,
        };
    }

    private void AddPower(Tensor original, Tensor changed)
    {
        var (left, right) = (original.ToDoubles(), changed.ToDoubles());
        for (var i = 0; i < left.Length; i++)
        {
            var difference = left[i] - right[i];
            signal += left[i] * left[i];
            noise += double.IsNaN(difference) ? double.PositiveInfinity : difference * difference;
        }

        numbers += left.Length;
    }
}
