using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>How many filters of every set stay when a part of them goes.</summary>
internal sealed class FilterCounts
{
    /// <summary>Products like 10 · (1 − 0.9) end a little below the integer that is meant.</summary>
    private const double Rounding = 1e-9;

    private readonly ImmutableArray<FilterSet> sets;
    private readonly WidthTarget target;
    private readonly double[][]? magnitudes;
    private readonly double[] sorted = [];

    /// <param name="graph">The network.</param>
    /// <param name="sets">Its filters.</param>
    /// <param name="target">What must stay.</param>
    /// <param name="isDifferent">Whether sets of small weights lose more.</param>
    public FilterCounts(Graph graph, ImmutableArray<FilterSet> sets, WidthTarget target, bool isDifferent)
    {
        (this.sets, this.target) = (sets, target);
        if (isDifferent)
        {
            magnitudes = [.. sets.Select(set => FilterNorms.Of(graph, set, isMean: true))];
            sorted = [.. magnitudes.SelectMany(numbers => numbers).Order()];
        }
    }

    /// <summary>For every set how many stay.</summary>
    /// <param name="part">The part of the filters that goes, from 0 to 1.</param>
    public ImmutableArray<int> At(double part) =>
        [.. sets.Select((set, index) => Count(set.Count, magnitudes is null ? 1 - part : Above(magnitudes[index], part)))];

    /// <summary>The part of a set's filters that lies above the quantile of all, as published from a tenth to nine tenths.</summary>
    private double Above(double[] numbers, double part)
    {
        var border = sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
        return part <= 0 ? 1 : Math.Clamp((double)numbers.Count(number => number >= border) / numbers.Length, 0.1, 0.9);
    }

    private int Count(int all, double kept)
    {
        var fewest = Math.Max(Math.Max(1, Math.Min(all, target.FewestChannels)), (int)Math.Ceiling((target.SmallestPart * all) - Rounding));
        var count = Math.Clamp((int)Math.Floor((all * kept) + Rounding), fewest, all);
        var grain = Math.Max(1, target.Alignment);
        return Math.Min(all, (count + grain - 1) / grain * grain);
    }
}
