namespace TorchSharp;

/// <summary>Counts of tensors that were made, disposed of and let go on a thread.</summary>
public class ThreadDisposeScopeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }

    public long CreatedInScopeCount { get; internal set; }

    public long DisposedInScopeCount { get; internal set; }

    public long DetachedFromScopeCount { get; internal set; }

    public void Reset() => (CreatedOutsideScopeCount, CreatedInScopeCount, DisposedInScopeCount, DetachedFromScopeCount) = (0, 0, 0, 0);
}
