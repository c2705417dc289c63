using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>How large the filters of a set are, over all its dense layers.</summary>
internal static class FilterNorms
{
    /// <param name="graph">The network.</param>
    /// <param name="set">The filters.</param>
    /// <param name="isMean">Whether the mean of |W| is taken instead of ‖W‖.</param>
    public static double[] Of(Graph graph, FilterSet set, bool isMean)
    {
        var (sums, counts) = (new double[set.Count], new long[set.Count]);
        foreach (var gate in set.Gates.Where(gate => gate.Layer.Conv.Op is Conv { Groups: 1 }))
        {
            var numbers = graph.Initializers[gate.Layer.Weight].ToDoubles();
            var size = numbers.Length / gate.Places.Length;
            for (var i = 0; i < numbers.Length; i++)
            {
                var place = gate.Places[i / size];
                (sums[place], counts[place]) = (sums[place] + (isMean ? Math.Abs(numbers[i]) : numbers[i] * numbers[i]), counts[place] + 1);
            }
        }

        return [.. sums.Zip(counts, (sum, count) => isMean ? sum / Math.Max(1, count) : Math.Sqrt(sum))];
    }
}
