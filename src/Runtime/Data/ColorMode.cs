namespace DepthCompress.Runtime.Data;

/// <summary>What becomes of the color channels.</summary>
public enum ColorMode
{
    /// <summary>All channels, as they are.</summary>
    Keep,

    /// <summary>One channel: 0.299 R + 0.587 G + 0.114 B.</summary>
    Gray,

    /// <summary>One channel of video range, 16 … 235 (BT.601).</summary>
    Luma,
}
