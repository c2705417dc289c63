namespace DepthCompress.Passes.Compression;

/// <summary>Where a network that is trained is to compute what the original computes, besides its answer.</summary>
public enum FeatureMatching
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>At the end of every segment that was replaced.</summary>
    Segments,

    /// <summary>At the last value of every resolution.</summary>
    Stages,
}
