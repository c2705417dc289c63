namespace DepthCompress.Passes.Planning;

/// <summary>What it is worth to leave a segment without inner activations, given whether one stands at each of its ends.</summary>
/// <param name="Segment">The block.</param>
/// <param name="StartActive">Whether an activation stands at its start.</param>
/// <param name="EndActive">Whether an activation stands at its end.</param>
/// <param name="Value">The change of the quality metric, or a value derived from it.</param>
public sealed record BlockImportance(Segment Segment, bool StartActive, bool EndActive, double Value)
{
    /// <summary>
    /// Where an extended value splits the block at boundaries without activation, its start and end included; empty in a measured row.
    /// </summary>
    public ImmutableArray<int> Cuts { get; init; } = [];
}
