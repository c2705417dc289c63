using DepthCompress.GraphIR;
using DepthCompress.Passes.Verification;

namespace DepthCompress.Passes.Compression;

/// <summary>What a fine-tuning gave.</summary>
public sealed record FineTuneResult
{
    /// <summary>The network to use: the trained one, merged, or the one it started from where that is better.</summary>
    public required Graph Graph { get; init; }

    /// <summary>Why the training's result is not used; null where it is.</summary>
    public string? WhyNotKept { get; init; }

    /// <summary>Whether the training's result is used.</summary>
    public bool IsKept => WhyNotKept is null;

    /// <summary>Finished steps, those of an earlier, stopped run included.</summary>
    public required long Steps { get; init; }

    /// <summary>Samples in a step.</summary>
    public int BatchSize { get; init; }

    /// <summary>Elapsed seconds of this run's training.</summary>
    public double Seconds { get; init; }

    /// <summary>Training samples in a second, over the steps of this run.</summary>
    public double SamplesPerSecond { get; init; }

    /// <summary>The mean over the last epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>Whether it ended for want of progress.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>Every validation on the validation set: after which step, and the measure.</summary>
    public required ImmutableArray<(long Step, double Metric)> Validations { get; init; }

    /// <summary>The measure by which fit and training are compared on the validation set, and what it says of both.</summary>
    public required (string Metric, double Fit, double Trained) Selection { get; init; }

    /// <summary>The merged network against the trained one, by running both.</summary>
    public required VerificationReport Proof { get; init; }

    /// <summary>For every segment that was trained in parts: the merged convolution against them.</summary>
    public required ImmutableArray<MergeCertificate> Merges { get; init; }
}
