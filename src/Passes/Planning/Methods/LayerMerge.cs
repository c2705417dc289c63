namespace DepthCompress.Passes.Planning;

/// <summary>
/// LayerMerge (Kim, El Halabi, Ji, Song, ICML 2024): which segments become one convolution, and of which kernel size, so that the sum of
/// the importances is largest within a sum of latencies. The kernel size says which convolutions are pruned: <see cref="KernelOptions"/>.
/// </summary>
/// <remarks>
/// A state of the problem is a position, a choice is a row of the table. Ties are those of the published program: fewer ticks, then the
/// first predecessor, then the earlier row. With <see cref="Ticks.Floor"/> the problem is the published one.
/// </remarks>
public sealed class LayerMerge
{
    private readonly ImmutableArray<KernelRow> _rows;
    private readonly Ticks _ticks;

    /// <param name="positions">The last position of the chain.</param>
    /// <param name="rows">The table, in the order that decides ties.</param>
    /// <param name="ticks">How latencies are rounded; up to the nanosecond by default.</param>
    /// <exception cref="GraphIR.DiagnosticException">DC3204: two rows of one key, or a row that is no number or of another
    /// chain.</exception>
    public LayerMerge(int positions, ImmutableArray<KernelRow> rows, Ticks? ticks = null)
    {
        TableCheck.Distinct("table", rows.Select(row => (row.Segment, row.Kernel, row.Stride, row.Depthwise)));
        foreach (var row in rows)
        {
            TableCheck.Row("table", row.Segment, positions, row.Milliseconds, row.Importance);
        }

        _ticks = ticks ?? Ticks.Ceiling();
        _rows = [.. rows.OrderBy(row => row.Segment.End).ThenBy(row => row.Segment.Start)];
        Problem = new PlanProblem(
            positions,
            [.. _rows.Select(row => new Choice(row.Segment.Start, row.Segment.End, _ticks.Cost(row.Milliseconds), row.Importance))]);
    }

    /// <summary>The problem in the solver's terms.</summary>
    public PlanProblem Problem { get; }

    /// <summary>Where the rows of the latency table end, and what they cost.</summary>
    internal ImmutableArray<(int End, long Ticks)> LatencyRows =>
        [.. _rows.Select(row => (row.Segment.End, _ticks.Cost(row.Milliseconds)))];

    /// <summary>A solution of <see cref="Problem"/>, read back.</summary>
    public LayerMergePlan ToPlan(Solution solution)
    {
        ImmutableArray<KernelRow> segments = [.. solution.Choices.Select(choice => _rows[choice])];
        return new LayerMergePlan(
            [0, .. segments.Select(row => row.Segment.End)],
            [0, .. segments.SelectMany(row => row.Kept.Order())],
            segments,
            segments.Sum(row => row.Milliseconds));
    }

    /// <summary>What the released program answers for a budget; null where it says that there is no plan.</summary>
    public Solution? SolveAsReleased(double milliseconds) => ReleasedProgram.Best(
        Problem, _ticks.Budget(milliseconds), LatencyRows);
}
