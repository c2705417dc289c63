namespace DepthCompress.Passes.Compression;

/// <summary>Reports in the caller's thread, in order; <see cref="Progress{T}"/> would not.</summary>
public sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
