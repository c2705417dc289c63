namespace DepthCompress;

/// <summary>What kind of figure a metric is, which decides about units.</summary>
internal enum GateKind
{
    /// <summary>A loss of quality, in the unit of its measure.</summary>
    Loss,

    /// <summary>A part of 1.</summary>
    Share,

    /// <summary>Decibels.</summary>
    Decibels,

    /// <summary>A number without a unit.</summary>
    Number,

    /// <summary>How many times as much.</summary>
    Factor,

    /// <summary>Milliseconds.</summary>
    Time,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Things that are counted.</summary>
    Count,
}
