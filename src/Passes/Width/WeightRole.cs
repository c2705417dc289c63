namespace DepthCompress.Passes.Width;

/// <summary>What a weight does with the channels along one of its axes.</summary>
public enum WeightRole
{
    /// <summary>Makes them: filters and their biases.</summary>
    Makes,

    /// <summary>Goes with them, channel by channel: normalization, scales, slopes, the kernels of depthwise convolutions.</summary>
    Follows,

    /// <summary>Reads them: where it is zero, they contribute nothing.</summary>
    Reads,
}
