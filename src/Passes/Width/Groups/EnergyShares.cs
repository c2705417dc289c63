namespace DepthCompress.Passes.Width;

/// <summary>Which of some channels stay, if a part of their energy may go: the least of them go first, by rank.</summary>
internal static class EnergyShares
{
    /// <summary>Whether each stays.</summary>
    /// <param name="energies">Of each; the shares are those of the sum.</param>
    /// <param name="budget">β: those go whose share, with those of all lesser ones, is below it.</param>
    /// <param name="fewest">As many stay in any case, where there is energy at all.</param>
    /// <param name="alignment">As many stay as make a multiple of this.</param>
    public static bool[] Kept(ReadOnlySpan<double> energies, double budget, int fewest = 1, int alignment = 1)
    {
        var (count, order, whole) = (energies.Length, Ascending(energies), Sum(energies));
        if (whole == 0)
        {
            return new bool[count];
        }

        var dropped = Below(energies, order, budget * whole);
        var kept = Math.Max(Math.Min(fewest, count), count - dropped);
        kept = Math.Min(count, (Math.Max(1, kept) + alignment - 1) / alignment * alignment);
        return Marked(order.AsSpan(count - kept), count);
    }

    /// <summary>
    /// As the released program decides: by the value of the last one that goes, so that equal ones all go; and where none should go, by the
    /// value of the largest, so that all do.
    /// </summary>
    public static bool[] KeptAsReleased(ReadOnlySpan<double> energies, double budget)
    {
        var (order, kept) = (Ascending(energies), new bool[energies.Length]);
        var threshold = energies[order[^1]];
        if (Below(energies, order, budget * Sum(energies)) is > 0 and var dropped)
        {
            threshold = energies[order[dropped - 1]];
        }

        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = energies[i] > threshold;
        }

        return kept;
    }

    /// <summary>How many of the least together stay below a limit.</summary>
    private static int Below(ReadOnlySpan<double> energies, int[] order, double limit)
    {
        var (sum, count) = (0.0, 0);
        while (count < order.Length && (sum += energies[order[count]]) < limit)
        {
            count++;
        }

        return count;
    }

    private static int[] Ascending(ReadOnlySpan<double> energies)
    {
        var (keys, order) = (energies.ToArray(), Enumerable.Range(0, energies.Length).ToArray());
        return [.. order.OrderBy(place => keys[place]).ThenBy(place => place)];
    }

    private static double Sum(ReadOnlySpan<double> energies)
    {
        var sum = 0.0;
        foreach (var energy in energies)
        {
            sum += energy;
        }

        return sum;
    }

    private static bool[] Marked(ReadOnlySpan<int> places, int count)
    {
        var marked = new bool[count];
        foreach (var place in places)
        {
            marked[place] = true;
        }

        return marked;
    }
}
