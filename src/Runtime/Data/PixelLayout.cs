namespace DepthCompress.Runtime.Data;

/// <summary>The order of the axes of a batch.</summary>
public enum PixelLayout
{
    Nchw,
    Nhwc,
}
