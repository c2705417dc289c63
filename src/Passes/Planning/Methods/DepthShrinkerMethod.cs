using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// DepthShrinker (Fu et al., ICML'22) on any graph: the activations inside of a block go, and what is linear then becomes one dense
/// convolution. Which blocks, a search with learned gates says, or whoever gives an architecture.
/// </summary>
public sealed class DepthShrinkerMethod : IPlanningMethod
{
    /// <summary>As <c>--method</c> spells it.</summary>
    public const string Name = "depthshrinker";

    private readonly MethodOptions options;

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains, planned together.</param>
    /// <param name="options">How the method is set.</param>
    /// <exception cref="DiagnosticException">There is no block, or the options ask for more or other units than there are.</exception>
    public DepthShrinkerMethod(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options)
    {
        this.options = options;
        Found = ShrinkUnits.Of(graph, chains, options.Shrink);
        Units = [.. Found.Where(unit => unit.WhyNot is null)];
        Ranked = options.Fidelity is Fidelity.Released ? Units : [.. Units.Where(unit => unit.Merges)];
        Check();
    }

    /// <summary>Everything that looks like a unit, with the reasons of those that are none.</summary>
    public ImmutableArray<ShrinkUnit> Found { get; }

    /// <summary>The units in the order of the network, as an architecture lists them.</summary>
    public ImmutableArray<ShrinkUnit> Units { get; }

    /// <summary>
    /// The units that a search chooses among: those whose removal merges something. The released program ranks the stem, the head and other
    /// single activations too.
    /// </summary>
    public ImmutableArray<ShrinkUnit> Ranked { get; }

    /// <summary>Whether scores have to be learned.</summary>
    public bool Searches => options.Shrink.Units is null;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates => [.. (Given ?? Ranked).Select(unit => unit.Candidate)];

    /// <summary>The units that a given architecture removes; null where none is given.</summary>
    private ImmutableArray<ShrinkUnit>? Given =>
        options.Shrink.Units is { } mask ? [.. Units.Where((_, unit) => !mask[unit])] : null;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) => Searches ? Candidates : [];

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">DC3263: the latency table lacks a unit.</exception>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var units = Given ?? Ranked;
        if (units.FirstOrDefault(unit => !latency.Saved.ContainsKey(unit.Candidate)) is { } missing)
        {
            throw DiagnosticCatalog.UnitWithoutLatency.Error(null, missing.Name);
        }

        return [Given is not null ? Single(latency, units, importance)
            : options.Shrink.Keep is { } keep ? Single(latency, Lowest(units, importance, units.Length - keep.Of(units.Length)), importance)
            : Knapsack(latency, units, importance)];
    }

    /// <summary>The plan that removes some units, whatever the budget.</summary>
    private static GivenPlanner Single(
        LatencyTable latency, IEnumerable<ShrinkUnit> removed, IReadOnlyDictionary<Candidate, ImportanceRow> importance) =>
        new(MethodPlans.Point(latency, removed.Select(unit => unit.Candidate), importance));

    /// <summary>Those worth least; of equal ones the last, since the first are kept.</summary>
    private static IEnumerable<ShrinkUnit> Lowest(
        ImmutableArray<ShrinkUnit> units, IReadOnlyDictionary<Candidate, ImportanceRow> importance, int count)
    {
        var removed = units.Where(unit => MethodPlans.ChangeOf(unit.Candidate, importance) is not null)
            .Reverse().OrderByDescending(unit => MethodPlans.ChangeOf(unit.Candidate, importance)).Take(count).ToHashSet();
        return units.Where(removed.Contains);
    }

    /// <summary>Every unit kept for its time, or removed for its score: all budgets at once.</summary>
    private MethodPlanner Knapsack(
        LatencyTable latency, ImmutableArray<ShrinkUnit> units, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var (choices, removals) = (ImmutableArray.CreateBuilder<Choice>(), ImmutableArray.CreateBuilder<ShrinkUnit?>());
        var mandatory = latency.OriginalMilliseconds;
        for (var state = 0; state < units.Length; state++)
        {
            var (unit, saved) = (units[state], latency.Saved[units[state].Candidate]);
            var change = saved > 0 ? MethodPlans.ChangeOf(unit.Candidate, importance) : null;
            choices.Add(new Choice(state, state + 1, change is null ? 0 : options.Ticks.Cost(saved), 0));
            removals.Add(null);
            if (change is { } worth)
            {
                mandatory -= saved;
                choices.Add(new Choice(state, state + 1, 0, worth));
                removals.Add(unit);
            }
        }

        return new MethodPlanner(
            [new PlanProblem(units.Length, choices.ToImmutable())],
            parts => MethodPlans.Point(latency, parts[0].Choices.Select(choice => removals[choice]?.Candidate).OfType<Candidate>(), importance),
            milliseconds => milliseconds >= mandatory ? options.Ticks.Budget(milliseconds - mandatory) : null);
    }

    private void Check()
    {
        if (!Units.Any(unit => unit.Merges))
        {
            throw DiagnosticCatalog.NoShrinkableBlock.Error(null, WhyNone());
        }

        if (options.Shrink.Units is { } mask && mask.Length != Units.Length)
        {
            var names = string.Join(", ", Units.Select(unit => unit.Name));
            throw DiagnosticCatalog.UnitsOfAnotherLength.Error(null, mask.Length, Units.Length, names);
        }

        if (options.Shrink.Keep?.Of(Ranked.Length) is { } keep && keep > Ranked.Length)
        {
            throw DiagnosticCatalog.KeepsMoreThanThereIs.Error(null, keep, Ranked.Length);
        }
    }

    private string WhyNone() =>
        Found.Where(unit => unit.WhyNot is not null).Select(unit => $"'{unit.Name}': {unit.WhyNot}").FirstOrDefault() ?? "it has neither inverted residual blocks nor residual branches with activations inside";
}
