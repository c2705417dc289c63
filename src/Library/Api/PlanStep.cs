using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>One decision of a plan.</summary>
/// <param name="First">The first layer it is about.</param>
/// <param name="Last">The last one.</param>
/// <param name="Family">What becomes of them: <c>identity</c>, <c>compose</c>, <c>fit</c>, <c>absorb</c>, <c>rank</c>, <c>thin</c>.</param>
/// <param name="SavedMs">The milliseconds that the latency table promises to save.</param>
/// <param name="Importance">What the importance table says it changes; negative is worse, and not a number where nobody looked.</param>
public sealed record PlanStep(string First, string Last, string Family, double SavedMs, double Importance)
{
    internal static PlanStep Of(PlannedSegment segment) =>
        new(segment.First, segment.Last, segment.Family, segment.SavedMilliseconds, segment.Importance);
}
