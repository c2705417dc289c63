namespace DepthCompress.GraphIR;

/// <summary>What differs between the texts of two graphs, line by line.</summary>
public static class GraphDiff
{
    /// <summary>
    /// The changed lines in the order of the texts: <c>- </c> for what was, <c>+ </c> for what is. Empty for equal texts.
    /// </summary>
    public static ImmutableArray<string> Lines(Graph before, Graph after) => Lines(GraphPrinter.Lines(before), GraphPrinter.Lines(after));

    /// <summary>
    /// Every line defines another value, so lines are unique and the longest common subsequence is a longest increasing one: n log n.
    /// </summary>
    internal static ImmutableArray<string> Lines(ImmutableArray<string> before, ImmutableArray<string> after)
    {
        var kept = Common(before, after);
        var changes = ImmutableArray.CreateBuilder<string>();
        var (i, j) = (0, 0);
        foreach (var (left, right) in kept.Append((before.Length, after.Length)))
        {
            for (; i < left; i++)
            {
                changes.Add($"- {before[i].TrimStart()}");
            }

            for (; j < right; j++)
            {
                changes.Add($"+ {after[j].TrimStart()}");
            }

            (i, j) = (left + 1, right + 1);
        }

        return changes.ToImmutable();
    }

    private static List<(int Before, int After)> Common(ImmutableArray<string> before, ImmutableArray<string> after)
    {
        var places = new Dictionary<string, int>();
        for (var j = 0; j < after.Length; j++)
        {
            places.TryAdd(after[j], j);
        }

        // tails[n] is the pair that ends the lowest-ending common run of n + 1 lines; each pair remembers the one before it.
        var pairs = new List<(int Before, int After, int Previous)>();
        var tails = new List<int>();
        for (var i = 0; i < before.Length; i++)
        {
            if (!places.Remove(before[i], out var j))
            {
                continue;
            }

            var low = 0;
            for (var high = tails.Count; low < high;)
            {
                var middle = (low + high) / 2;
                (low, high) = pairs[tails[middle]].After < j ? (middle + 1, high) : (low, middle);
            }

            pairs.Add((i, j, low == 0 ? -1 : tails[low - 1]));
            if (low == tails.Count)
            {
                tails.Add(pairs.Count - 1);
            }
            else
            {
                tails[low] = pairs.Count - 1;
            }
        }

        var common = new List<(int, int)>();
        for (var last = tails.Count == 0 ? -1 : tails[^1]; last >= 0; last = pairs[last].Previous)
        {
            common.Add((pairs[last].Before, pairs[last].After));
        }

        common.Reverse();
        return common;
    }
}
