using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Two-stage dynamic programming (Kim, Jeong, Lee, Song, ICML 2023), its outer stage: which activations stay, so that the sum of the
/// importances is largest within a sum of latencies. The inner stage is <see cref="BestMerges"/>.
/// </summary>
/// <remarks>
/// A state of the problem is a position and whether an activation stands there. Ties are those of the published program: fewer ticks,
/// then the first predecessor, then the one without activation. With <see cref="Ticks.Floor"/> the problem is the published one.
/// </remarks>
public sealed class TwoStage
{
    private readonly ImmutableArray<BlockImportance> _blocks;
    private readonly Dictionary<Segment, SegmentLatency> _merges;
    private readonly Ticks _ticks;

    /// <param name="positions">The last position of the chain.</param>
    /// <param name="merges">The table <c>T_opt</c>, with cuts.</param>
    /// <param name="importances">The extended table; each of its segments has a row in <paramref name="merges"/>.</param>
    /// <param name="ticks">How latencies are rounded; up to the nanosecond by default.</param>
    /// <exception cref="DiagnosticException">DC3204: rows that are no numbers, of another chain, twice there, or without
    /// partner.</exception>
    public TwoStage(
        int positions, ImmutableArray<SegmentLatency> merges, ImmutableArray<BlockImportance> importances, Ticks? ticks = null)
    {
        Check(positions, merges, importances);
        _ticks = ticks ?? Ticks.Ceiling();
        _merges = merges.ToDictionary(row => row.Segment);
        _blocks =
        [
            .. importances.Where(row => row.Segment.Start > 0 || row.StartActive)
                .OrderBy(row => row.Segment.End).ThenBy(row => row.EndActive)
                .ThenBy(row => row.Segment.Start).ThenBy(row => row.StartActive),
        ];

        var last = State(positions, active: true) + 1;
        Problem = new PlanProblem(
            last,
            [
                .. _blocks.Select(ToChoice),
                new Choice(State(positions, active: false), last, 0, 0),
                new Choice(State(positions, active: true), last, 0, 0),
            ]);
    }

    /// <summary>The problem in the solver's terms.</summary>
    public PlanProblem Problem { get; }

    /// <summary>Where the rows of the latency table end, and what they cost.</summary>
    internal ImmutableArray<(int End, long Ticks)> LatencyRows =>
        [.. _merges.Values.Select(row => (row.Segment.End, _ticks.Cost(row.Milliseconds)))];

    /// <summary>A solution of <see cref="Problem"/>, read back.</summary>
    public TwoStagePlan ToPlan(Solution solution)
    {
        var steps = solution.Choices.Where(choice => choice < _blocks.Length);
        ImmutableArray<BlockImportance> blocks = [.. steps.Select(choice => _blocks[choice])];
        return new TwoStagePlan(
            [.. blocks.Where(block => block.EndActive).Select(block => block.Segment.End)],
            [.. blocks.SelectMany(block => _merges[block.Segment].Cuts[1..])],
            blocks,
            blocks.Sum(block => _merges[block.Segment].Milliseconds));
    }

    /// <summary>What the released program answers for a budget; null where it says that there is no plan.</summary>
    public Solution? SolveAsReleased(double milliseconds) => ReleasedProgram.Best(
        Problem, _ticks.Budget(milliseconds), LatencyRows);

    private static void Check(int positions, ImmutableArray<SegmentLatency> merges, ImmutableArray<BlockImportance> importances)
    {
        TableCheck.Distinct("latency table", merges.Select(row => row.Segment));
        TableCheck.Distinct("importance table", importances.Select(row => (row.Segment, row.StartActive, row.EndActive)));
        foreach (var row in merges)
        {
            TableCheck.Row("latency table", row.Segment, positions, row.Milliseconds);
        }

        var timed = merges.Select(row => row.Segment).ToHashSet();
        foreach (var row in importances)
        {
            TableCheck.Row("importance table", row.Segment, positions, worth: row.Value);
            if (!timed.Contains(row.Segment))
            {
                throw DiagnosticCatalog.TablesInconsistent.Error(null, $"segment {row.Segment} has an importance and no latency");
            }
        }
    }

    private static int State(int position, bool active) => position == 0 ? 0 : (2 * position) - (active ? 0 : 1);

    private Choice ToChoice(BlockImportance block) => new(
        State(block.Segment.Start, block.StartActive),
        State(block.Segment.End, block.EndActive),
        _ticks.Cost(_merges[block.Segment].Milliseconds),
        block.Value);
}
