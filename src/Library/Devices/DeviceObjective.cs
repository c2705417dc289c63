namespace DepthCompress;

/// <summary>What a target that names no device is about.</summary>
internal enum DeviceObjective
{
    /// <summary>Each device: the slowest one, in parts of what the original takes there, decides.</summary>
    Max,

    /// <summary>The weighted mean over the devices of latencies in parts of what the original takes on each.</summary>
    Weighted,
}
