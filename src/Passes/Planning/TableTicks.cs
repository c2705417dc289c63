namespace DepthCompress.Passes.Planning;

/// <summary>
/// Ticks of a latency table. The solver wants costs that are not negative. What a candidate saves can be more than any share of the total one might give its
/// sites, so every site is charged the same number of ticks and a candidate costs the ticks of its sites minus what it saves. The sum over a path is
/// the latency up to a constant.
/// </summary>
internal sealed class TableTicks
{
    private static readonly Ticks Up = Ticks.Ceiling();
    private static readonly Ticks Down = Ticks.Floor(Ticks.Nanoseconds);
    private readonly LatencyTable latency;
    private readonly long perSite;
    private readonly long total;

    /// <param name="latency">What candidates save.</param>
    /// <param name="steps">The candidates.</param>
    internal TableTicks(LatencyTable latency, CandidateSteps steps)
    {
        this.latency = latency;
        perSite = steps.All.Max(candidate => Up.Cost(Math.Max(0, SavedBy(candidate)) / candidate.Segment.Length));
        total = perSite * steps.Length;
    }

    /// <summary>What a step costs; rounded up, also where it is slower than what it replaces.</summary>
    internal long Of(Candidate candidate)
    {
        var saved = candidate is Candidate.Keep ? 0 : SavedBy(candidate);
        return (perSite * candidate.Segment.Length) - Signed(saved, Down, Up);
    }

    /// <summary>The budget of a path, from milliseconds of the whole network; rounded down.</summary>
    internal long Budget(double milliseconds) => double.IsPositiveInfinity(milliseconds) ? long.MaxValue
        : total - Signed(latency.OriginalMilliseconds - milliseconds, Up, Down);

    /// <summary>The milliseconds of the whole network, from the ticks of a path.</summary>
    internal double Milliseconds(long ticks) => latency.OriginalMilliseconds - Up.ToMilliseconds(total - ticks);

    /// <summary>Ticks of what is saved, above zero by one rounding and below by the other.</summary>
    private static long Signed(double milliseconds, Ticks above, Ticks below) =>
        milliseconds >= 0 ? above.Cost(milliseconds) : -below.Cost(-milliseconds);

    private double SavedBy(Candidate candidate) => latency.Saved.GetValueOrDefault(candidate);
}
