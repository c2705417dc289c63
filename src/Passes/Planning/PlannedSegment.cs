using System.Text.Json.Serialization;

namespace DepthCompress.Passes.Planning;

/// <summary>One decision of a plan.</summary>
/// <param name="First">The name of the segment's first layer site.</param>
/// <param name="Last">The name of its last.</param>
/// <param name="Family">How it is realized: <c>identity</c>, <c>compose</c>, <c>fit</c>, <c>absorb</c>, <c>rank</c>, <c>thin</c>.</param>
/// <param name="KernelShape">Of a fitted convolution, and of the first one of a pair (<c>rank</c>).</param>
/// <param name="Kept">The layer sites that stay inside (<c>absorb</c>), or null.</param>
/// <param name="Pruned">The layer sites dropped before composing (<c>compose</c>), or null.</param>
/// <param name="SavedMilliseconds">What the latency table promises.</param>
/// <param name="Importance">What the importance table says it changes; negative is worse, and not a number where the method does not ask.</param>
public sealed record PlannedSegment(
    string First,
    string Last,
    string Family,
    ImmutableArray<int>? KernelShape,
    ImmutableArray<string>? Kept,
    ImmutableArray<string>? Pruned,
    double SavedMilliseconds,
    [property: JsonConverter(typeof(EstimateConverter))] double Importance)
{
    /// <summary>Whether an activation is <c>added</c> (or <c>relu6</c>) or <c>dropped</c> at the end of the segment (<c>compose</c>); null where it stays.</summary>
    public string? Activation { get; init; }

    /// <summary>The channels in the middle (<c>rank</c>, <c>thin</c>); null elsewhere.</summary>
    public int? Channels { get; init; }
}
