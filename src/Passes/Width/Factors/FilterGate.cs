namespace DepthCompress.Passes.Width;

/// <summary>A convolution whose output is multiplied by factors.</summary>
/// <param name="Layer">The convolution, dense or depthwise, and the normalization behind it.</param>
/// <param name="Places">For every filter the place of its factor.</param>
internal sealed record FilterGate(PrunableLayer Layer, ImmutableArray<int> Places)
{
    /// <summary>Whether the factors are those of the filters one by one.</summary>
    public bool IsPlain(int factors) => Places.Length == factors && Places.Select((place, filter) => place == filter).All(same => same);
}
