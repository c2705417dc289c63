using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Finds the smallest part of the filters that has to go for a target. Which filters go does not matter to the costs.</summary>
/// <param name="counts">How many filters stay.</param>
/// <param name="masks">What lives then.</param>
/// <param name="target">What is wanted.</param>
/// <param name="mode">For messages.</param>
internal sealed class FilterBudget(FilterCounts counts, FilterMasks masks, WidthTarget target, FilterMode mode)
{
    private const int Steps = 2000;

    /// <summary>What of the costs is removed, to be compared with the target.</summary>
    public static double Removed(KernelMasks masks, WidthTarget target)
    {
        var cost = MaskCost.Of(masks, target.UnknownExtent);
        return target.CountsParameters ? cost.RemovedOfWholeParameters : cost.RemovedOfWholeMultiplyAccumulates;
    }

    /// <summary>How many filters of every set stay.</summary>
    /// <exception cref="DiagnosticException">DC3322: the target cannot be reached.</exception>
    public ImmutableArray<int> Solve()
    {
        if (Removed(Steps - 1) is var most && most < target.Removed)
        {
            throw DiagnosticCatalog.FactorTargetUnreachable.Error(null, Percent(target.Removed),
                target.CountsParameters ? "parameters" : "multiply-accumulates", FilterModes.NameOf(mode), Percent(Math.Floor(most * 1000) / 1000));
        }

        var (low, high) = (0, Steps - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Removed(middle) >= target.Removed ? (low, middle) : (middle + 1, high);
        }

        return counts.At((double)low / Steps);
    }

    internal static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.#} %");

    private double Removed(int step) => Removed(masks.Counting(counts.At((double)step / Steps)), target);
}
