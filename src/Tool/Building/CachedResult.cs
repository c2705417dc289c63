namespace DepthCompress.Tool;

/// <summary>A result in the cache.</summary>
/// <param name="Files">Its files: the model, and what belongs beside it.</param>
/// <param name="Missed">Whether the target was missed.</param>
/// <param name="WasThere">Whether another build had made it.</param>
internal sealed record CachedResult(ImmutableArray<string> Files, bool Missed, bool WasThere);
