namespace DepthCompress.Passes.Planning;

/// <summary>What the value column of an importance table holds.</summary>
public enum Score
{
    /// <summary>A value made from measurements: normalized, extended or exponentiated.</summary>
    Derived,

    /// <summary>The difference of the accuracy to the original, in percentage points.</summary>
    Points,

    /// <summary>The growth of the loss as a part of the original's.</summary>
    LossRatio,

    /// <summary>The growth of the loss.</summary>
    Loss,
}
