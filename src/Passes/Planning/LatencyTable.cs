using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>What each candidate saves against leaving its segment alone, measured in context; milliseconds.</summary>
/// <param name="OriginalMilliseconds">The whole network.</param>
/// <param name="Saved">Per candidate; negative where it is slower.</param>
/// <param name="Machine">What the figures are true of.</param>
public sealed record LatencyTable(double OriginalMilliseconds, ImmutableDictionary<Candidate, double> Saved, MachineIdentity Machine)
{
    /// <summary>How often rows of it were measured anew, all together: what was decided by earlier figures is decided again.</summary>
    public int Anew { get; init; }
}
