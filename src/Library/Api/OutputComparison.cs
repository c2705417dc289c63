using DepthCompress.Passes;

namespace DepthCompress;

/// <summary>How one output of two networks compares; largest figures over all elements.</summary>
/// <param name="Name">The output.</param>
/// <param name="Error">How far the changed network is from a reference in double precision.</param>
/// <param name="OwnError">How far the original is.</param>
/// <param name="Ratio">The first in units of the second.</param>
/// <param name="Mismatch">What no tolerance covers: another shape, other integers, infinity in other places; else null.</param>
/// <param name="IsEqual">The verdict.</param>
public sealed record OutputComparison(string Name, double Error, double OwnError, double Ratio, string? Mismatch, bool IsEqual)
{
    internal static OutputComparison Of(ValueVerdict verdict) =>
        new(verdict.Name, verdict.Error, verdict.OwnError, verdict.Ratio, verdict.Mismatch, verdict.IsEqual);
}
