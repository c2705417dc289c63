using DepthCompress.Passes.Compression;

namespace DepthCompress;

/// <summary>How a compression ended.</summary>
public enum CompressionVerdict
{
    /// <summary>Faster, as asked for, and within the quality that may be lost.</summary>
    Met = Verdict.Met,

    /// <summary>Faster, but not as much as asked for.</summary>
    TargetMissed = Verdict.TargetMissed,

    /// <summary>More quality is lost than is allowed; the original is kept.</summary>
    QualityFloorBroken = Verdict.QualityFloorBroken,

    /// <summary>Not faster than the original, which is kept.</summary>
    NotFaster = Verdict.NotFaster,

    /// <summary>The machine was too noisy to tell; the original is kept.</summary>
    Inconclusive = Verdict.Inconclusive,
}
