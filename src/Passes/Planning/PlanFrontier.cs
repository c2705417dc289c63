namespace DepthCompress.Passes.Planning;

/// <summary>
/// Plans as a user sees them: what counts is predicted latency and predicted change, not what a method maximizes, which may be the number
/// of its segments above all.
/// </summary>
public static class PlanFrontier
{
    /// <summary>
    /// The points, fastest first, each with whether another one is as fast and changes as little, and is better in one of the two.
    /// </summary>
    public static ImmutableArray<(PlanPoint Point, bool IsDominated)> Judge(IEnumerable<PlanPoint> points)
    {
        var judged = ImmutableArray.CreateBuilder<(PlanPoint, bool)>();
        var best = double.NegativeInfinity;
        foreach (var point in points.OrderBy(point => point.Milliseconds).ThenByDescending(point => point.Change))
        {
            judged.Add((point, point.Change <= best));
            best = Math.Max(best, point.Change);
        }

        return judged.ToImmutable();
    }

    /// <summary>The fastest plan that loses no more than allowed; null where none does.</summary>
    public static PlanPoint? Fastest(IEnumerable<PlanPoint> points, double mostDrop) =>
        points.Where(point => point.Change >= -mostDrop).OrderBy(point => point.Milliseconds).ThenByDescending(point => point.Change)
            .FirstOrDefault();
}
