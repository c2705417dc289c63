namespace DepthCompress.Passes.Planning;

/// <summary>Every solution that is not both slower and worth less than another, fastest first.</summary>
public sealed record Frontier(ImmutableArray<Solution> Solutions)
{
    /// <summary>
    /// The smallest budget that has a solution, also where it lies above the budget solved for; null when nothing reaches the last state.
    /// </summary>
    public long? SmallestBudget { get; init; } = Solutions is [{ Ticks: var least }, ..] ? least : null;

    /// <summary>The solution worth most within a budget; null when the budget is below <see cref="SmallestBudget"/>.</summary>
    /// <remarks>A search in the finished frontier: asking again with a corrected budget solves nothing anew.</remarks>
    public Solution? Best(long budget)
    {
        var low = 0;
        var high = Solutions.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Solutions[middle].Ticks <= budget)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? null : Solutions[low - 1];
    }
}
