namespace DepthCompress.Runtime.Data;

/// <summary>How an image is brought to another size. The last two average over all pixels they leave out.</summary>
public enum ResampleFilter
{
    Nearest,
    Bilinear,
    Bicubic,
}
