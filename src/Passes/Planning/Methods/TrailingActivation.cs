namespace DepthCompress.Passes.Planning;

/// <summary>What stands behind a merged block that ended without an activation; one that is there stays.</summary>
public enum TrailingActivation
{
    /// <summary>An activation of the kind that the block had inside.</summary>
    Auto,

    /// <summary>ReLU6.</summary>
    Relu6,

    /// <summary>None.</summary>
    None,
}
