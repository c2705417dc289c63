namespace DepthCompress.GraphIR;

/// <summary>Inputs as the network meets them in use; held in memory, a few hundred samples.</summary>
/// <param name="Batches">At least one; batches of equal size run fastest.</param>
/// <param name="Name">The source and its options, for tables and plans.</param>
public sealed record CalibrationSet(ImmutableArray<CalibrationBatch> Batches, string Name)
{
    /// <summary>The number of samples.</summary>
    public int Count => Batches.Sum(batch => batch.Count);
}
