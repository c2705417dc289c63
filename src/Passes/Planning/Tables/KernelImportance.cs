namespace DepthCompress.Passes.Planning;

/// <summary>A row of LayerMerge's importance table.</summary>
/// <param name="Key">What is measured.</param>
/// <param name="Kept">The convolutions of the segment that remain.</param>
/// <param name="Importance">What it is worth: <c>exp</c> of the change of quality.</param>
public sealed record KernelImportance(KernelKey Key, ImmutableArray<int> Kept, double Importance);
