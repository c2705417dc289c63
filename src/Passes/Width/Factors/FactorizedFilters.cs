using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Learns which filters a network needs: every filter is multiplied by a factor, and ADMM makes a stated number of the factors of each layer
/// 1 and the others 0 while the network trains (Factorized Convolutional Filters, CVPR'19).
/// </summary>
public sealed class FactorizedFilters(FactorizedFiltersOptions? options = null) : IWidthLearning
{
    private readonly FactorizedFiltersOptions options = options ?? new();

    /// <inheritdoc/>
    public string Name => "fcf";

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">
    /// DC3322: the target cannot be reached. DC3323: there is nothing to select. DC3324: an option makes no sense. DC3320, DC3321: the
    /// iteration is not stable. Or the training fails.
    /// </exception>
    public LearnedWidth Learn(Graph graph, WidthTarget target, WidthTraining training,
        IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check();
        var (sets, leftOut) = FilterSets.Of(graph, options.Mode);
        var masks = new FilterMasks(graph, sets, options.Mode);
        var keep = Counts(graph, sets, masks, target);
        var (gated, factors) = FilterGates.Insert(graph, sets, options.GatesBeforeNorm);
        var request = new FactorRequest(options, training).Of([.. factors.Zip(keep, (factor, count) => new LearnedFactor(factor, count))]);
        var result = training.Trainer.Train(gated, request, Reporting(progress), cancellation);

        var values = result.Factors.Select(factor => factor.ToDoubles()).ToList();
        var kept = sets.Select((set, index) => Select(result.Graph, set, values[index], keep[index])).ToList();
        var folded = FilterGates.Fold(graph, result.Graph, sets, values, kept, options.GatesBeforeNorm);
        var live = masks.Of(folded, kept);
        return new LearnedWidth(live, result with { Graph = live.Graph }) { Notes = [.. Notes(sets, kept, values, live, target), .. leftOut] };
    }

    private void Check()
    {
        if (options.Part is { } part && !(part is >= 0 and < 1))
        {
            throw DiagnosticCatalog.BadFactorOption.Error(null, "part", "it is at least 0 and below 1");
        }

        if (!(options.Ramp is > 0 and <= 1))
        {
            throw DiagnosticCatalog.BadFactorOption.Error(null, "ramp", "it is a part of the run, above 0 and at most 1");
        }

        if (!(options.Tradeoff is > 0 and <= 1))
        {
            throw DiagnosticCatalog.BadFactorOption.Error(null, "trade-off", "it is above 0 and at most 1");
        }

        if (!(options.FirstPull > 0 && options.LastPull >= options.FirstPull))
        {
            throw DiagnosticCatalog.BadFactorOption.Error(null, "pull", "it begins above 0 and does not fall");
        }
    }

    private ImmutableArray<int> Counts(Graph graph, ImmutableArray<FilterSet> sets, FilterMasks masks, WidthTarget target)
    {
        var counts = new FilterCounts(graph, sets, target, options.HasDifferentParts);
        return options.Part is { } part ? counts.At(part) : new FilterBudget(counts, masks, target, options.Mode).Solve();
    }

    /// <summary>The filters with the largest factors; of equal ones the largest filter.</summary>
    private bool[] Select(Graph learned, FilterSet set, double[] values, int keep)
    {
        var norms = FilterNorms.Of(learned, set, isMean: false);
        int[] order = [.. Enumerable.Range(0, set.Count).OrderByDescending(place => values[place]).ThenByDescending(place => norms[place])];
        return set.Keep(order, options.Threshold is { } border ? Math.Max(1, values.Count(value => value >= border)) : keep);
    }

    private IEnumerable<string> Notes(
        ImmutableArray<FilterSet> sets, List<bool[]> kept, List<double[]> values, KernelMasks live, WidthTarget target)
    {
        var (stay, all) = (kept.Sum(set => set.Count(stays => stays)), sets.Sum(set => set.Count));
        yield return $"mode {FilterModes.NameOf(options.Mode)}, factors {(options.GatesBeforeNorm ? "in front of" : "behind")} normalization";
        yield return $"{stay} of {all} filters in {sets.Length} selections stay; "
            + $"{FilterBudget.Percent(FilterBudget.Removed(live, target))} of the {(target.CountsParameters ? "parameters" : "multiply-accumulates")} are removed";
        var distance = values.Max(set => set.Max(value => Math.Min(Math.Abs(value), Math.Abs(value - 1))));
        yield return string.Create(CultureInfo.InvariantCulture, $"no factor ended farther than {distance:0.###} from 0 or 1");
    }

    private static DirectProgress<TrainingProgress> Reporting(IProgress<RunProgress>? progress) => new(step =>
        progress?.Report(new RunProgress((int)step.Step, (int)step.Steps,
            FormattableString.Invariant($"loss {step.Loss:0.000}, {step.SamplesPerSecond:0} samples/s"))));
}
