namespace DepthCompress.Passes.Planning;

/// <summary>The plans of a published method over all chains of a network: one problem per chain, one budget.</summary>
internal sealed class MethodPlanner : IPlanner
{
    private readonly ImmutableArray<PlanProblem> _parts;
    private readonly PlanProblem _problem;
    private readonly Frontier _frontier;
    private readonly Func<ImmutableArray<Solution>, PlanPoint> _read;
    private readonly Func<double, long?> _budget;

    /// <param name="parts">The problem of each chain.</param>
    /// <param name="read">From the solution of each chain to the plan.</param>
    /// <param name="budget">From predicted milliseconds to ticks; null where there is nothing to spend.</param>
    internal MethodPlanner(ImmutableArray<PlanProblem> parts, Func<ImmutableArray<Solution>, PlanPoint> read, Func<double, long?> budget)
    {
        (_parts, _read, _budget) = (parts, read, budget);
        _problem = PlanProblem.Concatenate(parts.AsSpan());
        _frontier = PlanSolver.Solve(_problem);
    }

    /// <summary>
    /// Rows of the released program's latency tables, each with the position where it ends, chain by chain: set where a budget is to be
    /// answered as that program does.
    /// </summary>
    internal ImmutableArray<ImmutableArray<(int End, long Ticks)>>? ReleasedRows { get; init; }

    /// <inheritdoc/>
    public IEnumerable<PlanPoint> Points => _frontier.Solutions.Select(Read);

    /// <inheritdoc/>
    public PlanPoint Fastest => Read(_frontier.Solutions[0]);

    /// <inheritdoc/>
    public PlanPoint? Best(double milliseconds) => _budget(milliseconds) is { } budget && SolutionFor(budget) is { } solution
        ? Read(solution) : null;

    private Solution? SolutionFor(long budget) => ReleasedRows is not { } rows
        ? _frontier.Best(budget)
        : ReleasedProgram.Best(_problem, budget, rows
        .SelectMany((chain, index) => chain.Select(row => ((_problem.Last * index) + row.End, row.Ticks))));

    private PlanPoint Read(Solution solution)
    {
        var parts = ImmutableArray.CreateBuilder<Solution>();
        var (offset, next) = (0, 0);
        foreach (var part in _parts)
        {
            var choices = ImmutableArray.CreateBuilder<int>();
            for (; next < solution.Choices.Length && solution.Choices[next] < offset + part.Choices.Length; next++)
            {
                choices.Add(solution.Choices[next] - offset);
            }

            // Ticks and worth belong to the whole.
            parts.Add(new Solution(0, 0, choices.ToImmutable()));
            offset += part.Choices.Length;
        }

        return _read(parts.ToImmutable());
    }
}
