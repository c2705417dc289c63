using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

/// <summary>Plans for several devices against every set of candidates that do not overlap.</summary>
public sealed class JointPlannerTests
{
    private static readonly Graph Network = PlannerTests.TwoChains();
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);
    private static readonly ImmutableArray<double> Originals = [20, 0.7, 9];

    private static readonly Gen<(ImmutableArray<LatencyTable> Tables, ImmutableDictionary<Candidate, double> Worth, ImmutableArray<double> Budgets)> Cases =
        from devices in Gen.Choose(1, 3)
        from count in Gen.Choose(0, 7)
        from rows in (from chain in Gen.Choose(0, 1)
                      from start in Gen.Choose(0, Chains[chain].Length - 1)
                      from end in Gen.Choose(start + 1, Chains[chain].Length)
                      from kernel in Gen.Choose(1, 3)
                      from saved in Gen.Choose(-60, 150).ArrayOf(devices)
                      from worth in Gen.Choose(-8, 2)
                      select (Candidate: (Candidate)new Candidate.Fit(chain, new Segment(start, end), [kernel, kernel]), saved, Worth: worth / 4.0))
            .ArrayOf(count)
        from parts in Gen.Choose(300, 1100).ArrayOf(devices)
        let distinct = rows.DistinctBy(row => row.Candidate).ToList()
        select (
            Enumerable.Range(0, devices).Select(device => Table(device,
                distinct.ToImmutableDictionary(row => row.Candidate, row => row.saved[device] * Originals[device] / 300))).ToImmutableArray(),
            distinct.ToImmutableDictionary(row => row.Candidate, row => row.Worth),
            parts.Select((part, device) => part * Originals[device] / 1000).ToImmutableArray());

    [Fact]
    public void WithinAllBudgetsNothingIsBetter() => Check(it =>
    {
        var best = new JointPlanner(Chains, it.Tables, it.Worth).Best(it.Budgets);
        var all = Plans(it.Tables, it.Worth).ToList();
        var reachable = all.Where(plan => Fits(plan.Milliseconds, it.Budgets, -1e-5)).Select(plan => (double?)plan.Worth).Max();
        return best is null ? reachable is null
            : Fits(best.Milliseconds, it.Budgets, 1e-9) && best.Gap == 0 && !(reachable > best.Plan.Change + 1e-9)
                && all.Any(plan => plan.Candidates.SetEquals(best.Plan.Candidates) && Math.Abs(plan.Worth - best.Plan.Change) < 1e-9
                    && plan.Milliseconds.Zip(best.Milliseconds).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5));
    });

    [Fact]
    public void TheFastestPlanHasTheFastestSlowestDevice() => Check(it =>
    {
        var fastest = new JointPlanner(Chains, it.Tables, it.Worth).Fastest([.. it.Tables.Select(_ => double.PositiveInfinity)]);
        return Math.Abs(Slowest(fastest!.Milliseconds) - Plans(it.Tables, it.Worth).Min(plan => Slowest(plan.Milliseconds))) < 1e-4;
    });

    [Fact]
    public void TheFastestPlanThatLosesLittleIsFound() => Check(it =>
    {
        var fastest = new JointPlanner(Chains, it.Tables, it.Worth).Fastest([.. it.Tables.Select(_ => double.PositiveInfinity)], mostDrop: 1);
        return Math.Abs(Slowest(fastest!.Milliseconds)
            - Plans(it.Tables, it.Worth).Where(plan => plan.Worth >= -1).Min(plan => Slowest(plan.Milliseconds))) < 1e-4;
    });

    [Fact]
    public void OneDeviceIsPlannedForAsEver() => Check(it =>
    {
        var (one, joint) = (new Planner(Chains, it.Tables[0], it.Worth).Best(it.Budgets[0]),
            new JointPlanner(Chains, [it.Tables[0]], it.Worth).Best([it.Budgets[0]])?.Plan);
        return (one is null) == (joint is null)
            && (one is null || (one.Milliseconds == joint!.Milliseconds && one.Change == joint.Change && one.Candidates.SequenceEqual(joint.Candidates)));
    });

    /// <summary>Each device alone is best served by what does nothing for the other.</summary>
    [Fact]
    public void TheCommonPlanIsNobodysOwn()
    {
        var (forOne, forOther, forBoth) = (Fit(0, 0, 1), Fit(0, 1, 2), Fit(1, 0, 1));
        var worth = new Dictionary<Candidate, double> { [forOne] = -0.2, [forOther] = -0.21, [forBoth] = -0.3 };
        var (one, other) = (Table(0, Saved(4, 0, 3)), Table(2, Saved(-0.1, 1.8, 1.35)));

        Assert.Equal([forOne], Chosen([one], 17));
        Assert.Equal([forOther], Chosen([other], 7.7));
        Assert.Equal([forBoth], Chosen([one, other], 17, 7.7));
        Assert.Equal([forOne, forBoth], Chosen([one, other], 13.1, 7.8));
        Assert.Null(new JointPlanner(Chains, [one, other], worth).Best([13, 5]));

        ImmutableDictionary<Candidate, double> Saved(double first, double second, double third) =>
            new Dictionary<Candidate, double> { [forOne] = first, [forOther] = second, [forBoth] = third }.ToImmutableDictionary();

        IEnumerable<Candidate> Chosen(ImmutableArray<LatencyTable> tables, params ImmutableArray<double> budgets) =>
            new JointPlanner(Chains, tables, worth).Best(budgets)!.Plan.Candidates;
    }

    private static void Check(
        Func<(ImmutableArray<LatencyTable> Tables, ImmutableDictionary<Candidate, double> Worth, ImmutableArray<double> Budgets), bool> law) =>
        Prop.ForAll(Arb.From(Cases), law).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static LatencyTable Table(int device, ImmutableDictionary<Candidate, double> saved) =>
        new(Originals[device], saved, new MachineIdentity($"device {device}", "cpu", "none", 1, "all"));

    private static Candidate.Fit Fit(int chain, int start, int end) => new Candidate.Fit(chain, new Segment(start, end), [1, 1]);

    private static bool Fits(ImmutableArray<double> milliseconds, ImmutableArray<double> budgets, double tolerance) =>
        milliseconds.Zip(budgets).All(pair => pair.First <= pair.Second + tolerance);

    private static double Slowest(ImmutableArray<double> milliseconds) => milliseconds.Select((time, device) => time / Originals[device]).Max();

    private static IEnumerable<(ImmutableHashSet<Candidate> Candidates, ImmutableArray<double> Milliseconds, double Worth)> Plans(
        ImmutableArray<LatencyTable> tables, ImmutableDictionary<Candidate, double> worth) =>
        PlannerTests.Plans(worth.Keys.Where(candidate => tables.Any(table => table.Saved[candidate] > 0))).Select(plan => (plan.ToImmutableHashSet(),
            tables.Select(table => table.OriginalMilliseconds - plan.Sum(candidate => table.Saved[candidate])).ToImmutableArray(),
            plan.Sum(candidate => worth[candidate])));
}
