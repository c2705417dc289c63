namespace DepthCompress.Passes;

/// <summary>What a pass promises about the numbers.</summary>
public enum Exactness
{
    /// <summary>Every surviving value keeps its numbers, up to rounding.</summary>
    Exact,

    /// <summary>The numbers change; the network is usable as it is.</summary>
    Approximate,

    /// <summary>The numbers change; the network is to be trained before it is used.</summary>
    Trained,
}
