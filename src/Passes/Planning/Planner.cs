using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>From tables to the frontier of plans.</summary>
/// <remarks>
/// The solver wants costs that are not negative. What a candidate saves can be more than any share of the total one might give its sites, so every site is
/// charged the same number of ticks and a candidate costs the ticks of its sites minus what it saves. The sum over a path is the latency up to a constant.
/// </remarks>
public sealed class Planner : IPlanner
{
    private static readonly Ticks Up = Ticks.Ceiling();
    private static readonly Ticks Down = Ticks.Floor(Ticks.Nanoseconds);
    private readonly ImmutableArray<LayerChain> chains;
    private readonly LatencyTable latency;
    private readonly IReadOnlyDictionary<Candidate, double> changes;
    private readonly ImmutableArray<Candidate> candidates;
    private readonly ImmutableArray<int> offsets;
    private readonly long perSite;
    private readonly int length;
    private readonly Frontier frontier;

    /// <summary>Solves once for all budgets.</summary>
    /// <param name="chains">The chains; they are planned together.</param>
    /// <param name="latency">What each candidate saves.</param>
    /// <param name="worth">What each candidate changes, see <see cref="ImportanceView"/>; candidates without a figure are left out.</param>
    /// <param name="changes">What plans say of the change of each candidate; the same as <paramref name="worth"/> if not given.</param>
    public Planner(
        ImmutableArray<LayerChain> chains,
        LatencyTable latency,
        IReadOnlyDictionary<Candidate, double> worth,
        IReadOnlyDictionary<Candidate, double>? changes = null)
    {
        this.chains = chains;
        this.latency = latency;
        this.changes = changes ?? worth;
        offsets = [.. chains.Select((_, index) => chains.Take(index).Sum(chain => chain.Length))];
        var useful = latency.Saved.Where(pair => pair.Value > 0 && worth.ContainsKey(pair.Key))
            .Select(pair => pair.Key).OrderBy(candidate => (candidate.Chain, candidate.Segment.Start, candidate.Segment.End))
            .ThenBy(candidate => candidate.ToString(), StringComparer.Ordinal);
        length = chains.Sum(chain => chain.Length);
        candidates = [.. Enumerable.Range(0, length).Select(KeepAt), .. useful];
        perSite = candidates.Max(candidate => Up.Cost(Math.Max(0, SavedBy(candidate)) / candidate.Segment.Length));
        frontier = PlanSolver.Solve(new PlanProblem(length, [.. candidates.Select(candidate => ChoiceOf(candidate, worth))]));
    }

    /// <summary>The number of points of <see cref="Points"/>.</summary>
    public int Count => frontier.Solutions.Length;

    /// <summary>Every plan that is not both slower and worse than another, fastest first.</summary>
    public IEnumerable<PlanPoint> Points => frontier.Solutions.Select(PointOf);

    /// <summary>The fastest plan.</summary>
    public PlanPoint Fastest => PointOf(frontier.Solutions[0]);

    /// <summary>The plan of the best quality within a budget of predicted milliseconds; null where none is fast enough.</summary>
    public PlanPoint? Best(double milliseconds)
    {
        var budget = TotalTicks - Up.Cost(Math.Max(0, latency.OriginalMilliseconds - milliseconds));
        return frontier.Best(budget) is { } solution ? PointOf(solution) : null;
    }

    private long TotalTicks => perSite * length;

    private Candidate KeepAt(int site)
    {
        var chain = offsets.Select((offset, index) => (offset, index)).Last(entry => entry.offset <= site && chains[entry.index].Length > 0).index;
        return new Candidate.Keep(chain, new Segment(site - offsets[chain], site - offsets[chain] + 1));
    }

    private double SavedBy(Candidate candidate) => latency.Saved.GetValueOrDefault(candidate);

    private Choice ChoiceOf(Candidate candidate, IReadOnlyDictionary<Candidate, double> worth)
    {
        var offset = offsets[candidate.Chain];
        var saved = candidate is Candidate.Keep ? 0 : Down.Cost(SavedBy(candidate));
        return new Choice(
            offset + candidate.Segment.Start,
            offset + candidate.Segment.End,
            (perSite * candidate.Segment.Length) - saved,
            candidate is Candidate.Keep ? 0 : worth[candidate]);
    }

    private PlanPoint PointOf(Solution solution)
    {
        ImmutableArray<Candidate> chosen = [.. solution.Choices.Select(choice => candidates[choice]).Where(candidate => candidate is not Candidate.Keep)];
        return new PlanPoint(latency.OriginalMilliseconds - Up.ToMilliseconds(TotalTicks - solution.Ticks), solution.Worth, chosen)
        {
            Figures = [.. chosen.Select(candidate => (latency.Saved[candidate], changes[candidate]))],
        };
    }
}
