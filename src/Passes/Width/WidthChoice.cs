using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Chooses the units to remove: the least important ones, as few as reach the target.</summary>
public sealed class WidthChoice
{
    private readonly ChannelGroups groups;
    private readonly WidthTarget target;
    private readonly WidthCost cost;
    private readonly List<Candidates> candidates;
    private readonly int[] order;

    /// <summary>Prepares a choice.</summary>
    /// <param name="groups">Of the network.</param>
    /// <param name="scores">How much every unit matters; what has no number stays.</param>
    /// <param name="target">What is wanted.</param>
    public WidthChoice(ChannelGroups groups, double[] scores, WidthTarget target)
    {
        (this.groups, this.target) = (groups, target);
        cost = new WidthCost(groups, target.UnknownExtent);
        var needed = Needed(groups, scores);
        candidates = [.. groups.Groups.Select(group => Of(group, scores, needed))];
        // Equal scores go in the order of the network, so that a choice is the same everywhere.
        order = [.. candidates.SelectMany(group => group.Units).OrderBy(unit => scores[unit]).ThenBy(unit => unit)];
    }

    /// <summary>The largest part of the costs that can be removed under the constraints.</summary>
    public double Most => Reached(Removed(Steps));

    private int Steps => target.IsUniform ? 1000 : order.Length;

    /// <summary>The units to remove.</summary>
    /// <exception cref="DiagnosticException">DC3301: nothing may be removed. DC3302: too much is wanted.</exception>
    public KeptChannels Choose()
    {
        if (order.Length == 0)
        {
            throw DiagnosticCatalog.NothingToNarrow.Error(null, WhyNothing());
        }

        if (!IsReached(Most))
        {
            throw DiagnosticCatalog.WidthUnreachable.Error(null, Percent(target.Removed), What, Percent(Math.Floor(Most * 1000) / 1000));
        }

        var (low, high) = (0, Steps);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = IsReached(Reached(Removed(middle))) ? (low, middle) : (middle + 1, high);
        }

        return new KeptChannels(groups, Removed(low));
    }

    private string What => target.CountsParameters ? "parameters" : "multiply-accumulates";

    private static string Percent(double part) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * part:0.#} %");

    private string WhyNothing() => groups.Groups.FirstOrDefault(group => group.WhyPinned is not null) is { } group
        ? $"'{group.Name}' must keep its channels: {group.WhyPinned}"
        : groups.Groups.IsEmpty ? "it has no layers with channels" : "the criterion has nothing to say about its channels";

    /// <summary>A target that is hit exactly must not be missed by a rounding.</summary>
    private bool IsReached(double part) => part >= target.Removed - 1e-9;

    private double Reached(HashSet<int> removed)
    {
        Func<Func<int, bool>, long> count = target.CountsParameters ? cost.Parameters : cost.MultiplyAccumulates;
        return 1 - ((double)count(removed.Contains) / Math.Max(1, count(_ => false)));
    }

    /// <summary>What is removed at a step: of more steps never less.</summary>
    private HashSet<int> Removed(int step)
    {
        var taken = new int[candidates.Count];
        if (!target.IsUniform)
        {
            foreach (var unit in order.AsSpan(0, step))
            {
                taken[groups.GroupOf[unit]]++;
            }
        }

        return [.. candidates.SelectMany((group, index) =>
            group.Units.Take(group.Allowed(target.IsUniform ? group.Count * step / Steps : taken[index])))];
    }

    private Candidates Of(ChannelGroup group, double[] scores, HashSet<int> needed)
    {
        var free = Enumerable.Range(group.First, group.Count)
            .Where(unit => groups.WhyPinned(unit) is null && !needed.Contains(unit) && !double.IsNaN(scores[unit]))
            .OrderBy(unit => scores[unit]).ThenBy(unit => unit);
        // Several channels of a layer may make up a unit; its part of an aligned number is smaller then.
        var perUnit = Math.Max(1, group.Channels / group.Count);
        var step = target.Alignment / (int)Gcd(target.Alignment, perUnit);
        var fewest = Math.Max((target.FewestChannels + perUnit - 1) / perUnit, (int)Math.Ceiling(group.Count * target.SmallestPart));
        return new Candidates([.. free], group.Count, Math.Clamp(fewest, 1, group.Count), step);
    }

    /// <summary>Axes with a part of a group's units must not be emptied: the best unit of each stays.</summary>
    private static HashSet<int> Needed(ChannelGroups groups, double[] scores)
    {
        var needed = new HashSet<int>();
        foreach (var axis in groups.Axes.DistinctBy(axis => axis.Units))
        {
            var units = axis.Units.Distinct().ToList();
            var whole = units.GroupBy(unit => groups.GroupOf[unit]).Any(part => part.Count() == groups.Groups[part.Key].Count);
            if ((!whole || units.Count == 1) && !units.Any(unit => groups.WhyPinned(unit) is not null || needed.Contains(unit)))
            {
                needed.Add(units.MaxBy(unit => scores[unit]));
            }
        }

        return needed;
    }

    private static long Gcd(long one, long other) => other == 0 ? one : Gcd(other, one % other);

    /// <summary>What a group may give up.</summary>
    /// <param name="Units">The units that may go, the least important first.</param>
    /// <param name="Count">All its units.</param>
    /// <param name="Fewest">How many must stay.</param>
    /// <param name="Step">The number that stays is a multiple of this.</param>
    private sealed record Candidates(ImmutableArray<int> Units, int Count, int Fewest, int Step)
    {
        /// <summary>How many may go if so many should.</summary>
        public int Allowed(int wanted)
        {
            var left = Math.Max(Fewest, Count - Math.Min(wanted, Units.Length));
            left = (left + Step - 1) / Step * Step;
            return Math.Max(0, Count - left);
        }
    }
}
