namespace DepthCompress.Runtime.Torch;

/// <summary>Which statistics batch normalization goes by.</summary>
internal enum NormalizationMode
{
    /// <summary>Those of the batch; the running ones are updated.</summary>
    Batch,

    /// <summary>Those of the batch; the running ones stay as they are.</summary>
    BatchAgain,

    /// <summary>The running ones, which are kept: what the network does when it is deployed.</summary>
    Kept,
}
