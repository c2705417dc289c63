namespace DepthCompress.Runtime.Data;

/// <summary>One kind of data: how its text begins, and what opens it.</summary>
internal sealed record SourceKind(string Scheme, string Path, Func<SourceRequest, IImageSource> Open)
{
    /// <summary>Whether it tells training images from test images.</summary>
    public bool HasSplits { get; init; }
}
