using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Finds the one budget of energy for the whole network under which so much of it goes as is wanted, dead channels followed: the smallest
/// that has been seen to reach it.
/// </summary>
internal sealed class GroupBudget
{
    private const int Halvings = 40;

    /// <summary>More than this beyond the target is no choice any more, but a network that learning has emptied.</summary>
    private const double MostBeyond = 0.05;
    private readonly KernelMasks whole;
    private readonly ImmutableArray<GroupedFilters> layers;
    private readonly WidthTarget target;
    private readonly bool asReleased;

    /// <param name="whole">The network with the weights as they were learned, everything alive.</param>
    /// <param name="logits">Of every layer.</param>
    /// <param name="target">What is wanted.</param>
    /// <param name="asReleased">Whether it decides as the released program.</param>
    public GroupBudget(KernelMasks whole, ImmutableArray<Tensor> logits, WidthTarget target, bool asReleased)
    {
        (this.whole, this.target, this.asReleased) = (whole, target, asReleased);
        layers = [.. whole.Layers.Zip(logits, (layer, own) => new GroupedFilters(whole.Graph, layer, own, normalized: !asReleased))];
    }

    /// <summary>The masks, and the budget.</summary>
    /// <exception cref="DiagnosticException">DC3311: so much cannot go. DC3312: far more is gone already.</exception>
    public (KernelMasks Masks, double Budget) Find() => asReleased ? FindAsReleased() : FindSmallest();

    /// <summary>The masks under a budget, dead channels followed.</summary>
    public KernelMasks MasksAt(double budget) => Liveness.Propagate(whole with
    {
        Masks = [.. layers.Select(layer => layer.Mask(energies => asReleased
            ? EnergyShares.KeptAsReleased(energies, budget)
            : EnergyShares.Kept(energies, budget, target.FewestChannels, target.Alignment)))],
    });

    /// <summary>The part of the costs that masks remove: of the prunable convolutions as released, of the whole network otherwise.</summary>
    public double Removed(KernelMasks masks)
    {
        var cost = MaskCost.Of(masks, target.UnknownExtent);
        return (asReleased, target.CountsParameters) switch
        {
            (true, true) => cost.RemovedParameters,
            (true, false) => cost.RemovedMultiplyAccumulates,
            (false, true) => cost.RemovedOfWholeParameters,
            (false, false) => cost.RemovedOfWholeMultiplyAccumulates,
        };
    }

    private (KernelMasks, double) FindSmallest()
    {
        var (low, high, best) = (0.0, 1.0, MasksAt(1));
        if (Removed(best) is var most && !IsEnough(most))
        {
            throw Unreachable(most);
        }

        if (Removed(MasksAt(0)) is var gone && gone > target.Removed + MostBeyond)
        {
            throw DiagnosticCatalog.GroupsCollapsed.Error(null, Percent(gone), What, Percent(target.Removed));
        }

        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (MasksAt(middle) is var masks && IsEnough(Removed(masks)))
            {
                (high, best) = (middle, masks);
            }
            else
            {
                low = middle;
            }
        }

        return (best, high);
    }

    /// <summary>The last of eleven midpoints, whatever it removes; it is told here where that is too little.</summary>
    private (KernelMasks, double) FindAsReleased()
    {
        var (low, high, budget) = (0.0, 1.0, 0.15);
        for (var i = 0; i < 10; i++)
        {
            (low, high) = Removed(MasksAt(budget)) > target.Removed ? (low, budget) : (budget, high);
            budget = (low + high) / 2;
        }

        return (MasksAt(budget), budget);
    }

    /// <summary>A target that is hit exactly must not be missed by a rounding.</summary>
    private bool IsEnough(double removed) => removed >= target.Removed - 1e-9;

    private string What => target.CountsParameters ? "parameters" : "multiply-accumulates";

    private DiagnosticException Unreachable(double most) => DiagnosticCatalog.GroupsUnreachable.Error(null, Percent(target.Removed), What,
        Percent(Math.Floor(most * 1000) / 1000));

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.#} %");
}
