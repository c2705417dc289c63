using DepthCompress.Passes.Compression;

namespace DepthCompress;

/// <summary>Where progress is shown while something is done.</summary>
internal interface IProgressView
{
    /// <summary>Does the work and shows how far it is.</summary>
    T Show<T>(Func<IProgress<StageProgress>, T> work);
}
