namespace DepthCompress.Passes.Width;

/// <summary>Filters that are selected by one vector of factors.</summary>
/// <param name="Name">Of the first layer.</param>
/// <param name="Count">How many factors there are.</param>
/// <param name="Gates">The layers they stand behind; the first is dense.</param>
internal sealed record FilterSet(string Name, int Count, ImmutableArray<FilterGate> Gates)
{
    /// <summary>The first so many of an order; of a layer that would be left without filters one more.</summary>
    /// <param name="order">All factors, what is to stay first.</param>
    /// <param name="keep">How many stay.</param>
    public bool[] Keep(IReadOnlyList<int> order, int keep)
    {
        var kept = new bool[Count];
        foreach (var place in order.Take(keep))
        {
            kept[place] = true;
        }

        foreach (var gate in Gates.Where(gate => !gate.Places.Any(place => kept[place])))
        {
            kept[order.First(gate.Places.Contains)] = true;
        }

        return kept;
    }
}
