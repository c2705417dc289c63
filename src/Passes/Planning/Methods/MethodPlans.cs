using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>What the published methods have in common when tables become plans.</summary>
internal static class MethodPlans
{
    /// <summary>
    /// What a candidate changes, null where the table has no figure. Keeping a site changes nothing, unless the table says otherwise: the
    /// published trainings learn single layers anew.
    /// </summary>
    internal static double? ChangeOf(Candidate candidate, IReadOnlyDictionary<Candidate, ImportanceRow> importance) =>
        importance.TryGetValue(candidate, out var row) && row.Failure is null ? row.Change
        : candidate is Candidate.Keep ? 0
        : null;

    /// <summary>The plan of chosen candidates, front to back.</summary>
    internal static PlanPoint Point(
        LatencyTable latency, IEnumerable<Candidate> chosen, IReadOnlyDictionary<Candidate, ImportanceRow> importance) =>
        Point(latency, chosen.Where(candidate => candidate is not Candidate.Keep)
            .Select(candidate => (candidate, latency.Saved.GetValueOrDefault(candidate), ChangeOf(candidate, importance) ?? 0)));

    /// <summary>The plan of candidates with what each saves and changes, front to back.</summary>
    internal static PlanPoint Point(LatencyTable latency, IEnumerable<(Candidate Candidate, double Saved, double Change)> chosen)
    {
        var all = chosen.ToImmutableArray();
        var milliseconds = latency.OriginalMilliseconds - all.Sum(one => one.Saved);
        return new PlanPoint(milliseconds, all.Sum(one => one.Change), [.. all.Select(one => one.Candidate)])
        {
            Figures = [.. all.Select(one => (one.Saved, one.Change))],
        };
    }
}
