using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

/// <summary>Plans of two chains against every set of candidates that do not overlap.</summary>
public sealed class PlannerTests
{
    private const double Original = 20;
    private static readonly MachineIdentity Machine = new("test", "cpu", "none", 1, "all");
    private static readonly Graph Network = TwoChains();
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);

    private static readonly Gen<(LatencyTable Latency, ImmutableDictionary<Candidate, double> Worth)> Tables =
        from count in Gen.Choose(0, 7)
        from rows in (from chain in Gen.Choose(0, 1)
                      from start in Gen.Choose(0, Chains[chain].Length - 1)
                      from end in Gen.Choose(start + 1, Chains[chain].Length)
                      from kernel in Gen.Choose(1, 3)
                      from saved in Gen.Choose(-2000, 5000)
                      from worth in Gen.Choose(-8, 2)
                      select (Candidate: (Candidate)new Candidate.Fit(chain, new Segment(start, end), [kernel, kernel]),
                          Saved: saved / 3000.0, Worth: worth / 4.0))
            .ArrayOf(count)
        let distinct = rows.DistinctBy(row => row.Candidate).ToList()
        select (
            new LatencyTable(Original, distinct.ToImmutableDictionary(row => row.Candidate, row => row.Saved), Machine),
            distinct.ToImmutableDictionary(row => row.Candidate, row => row.Worth));

    [Fact]
    public void TheFrontierRises() => Check(it =>
    {
        var points = new Planner(Chains, it.Latency, it.Worth).Points.ToList();
        return points.Zip(points.Skip(1))
            .All(pair => pair.First.Milliseconds < pair.Second.Milliseconds && pair.First.Change < pair.Second.Change);
    });

    [Fact]
    public void PromisesAreNeverBelowTheSumOfTheTables() => Check(it => new Planner(Chains, it.Latency, it.Worth).Points.All(point =>
    {
        var exact = Original - point.Candidates.Sum(candidate => it.Latency.Saved[candidate]);
        return point.Milliseconds >= exact - 1e-12 && point.Milliseconds <= exact + (1e-6 * (point.Candidates.Length + 1))
            && Math.Abs(point.Change - point.Candidates.Sum(candidate => it.Worth[candidate])) < 1e-12;
    }));

    [Fact]
    public void PlansOverlapNowhere() =>
        Check(it => new Planner(Chains, it.Latency, it.Worth).Points.All(point => IsPlan(point.Candidates)));

    [Fact]
    public void WithinABudgetNothingIsBetter() => Check(it =>
    {
        var planner = new Planner(Chains, it.Latency, it.Worth);
        return Enumerable.Range(0, 12).Select(step => Original - (step * 0.4)).All(budget =>
        {
            var best = planner.Best(budget);
            var reachable = Plans(it.Latency.Saved.Keys.Where(candidate => it.Latency.Saved[candidate] > 0))
                .Select(plan => (Saved: plan.Sum(candidate => it.Latency.Saved[candidate]),
                    Worth: plan.Sum(candidate => it.Worth[candidate])))
                .Where(plan => Original - plan.Saved <= budget - 1e-5).Select(plan => (double?)plan.Worth).Max();
            return best is null ? reachable is null : best.Milliseconds <= budget + 1e-9 && !(reachable > best.Change + 1e-9);
        });
    });

    [Fact]
    public void TheFastestPlanIsTheFirstPoint() => Check(it =>
    {
        var planner = new Planner(Chains, it.Latency, it.Worth);
        return planner.Count == planner.Points.Count() && planner.Fastest.Milliseconds == planner.Points.First().Milliseconds;
    });

    [Fact]
    public void WithoutCandidatesThereIsOnlyTheOriginal()
    {
        var planner = new Planner(
            Chains, new LatencyTable(Original, ImmutableDictionary<Candidate, double>.Empty, Machine), new Dictionary<Candidate, double>());

        Assert.Equal(1, planner.Count);
        Assert.Empty(planner.Fastest.Candidates);
        Assert.Equal(Original, planner.Fastest.Milliseconds);
        Assert.Null(planner.Best(Original - 0.001));
    }

    [Fact]
    public void CandidatesThatSaveNothingOrHaveNoFigureAreLeftOut()
    {
        var (slow, unknown, good) = (Fit(0, 0, 1), Fit(0, 1, 2), Fit(1, 0, 1));
        var saved = new Dictionary<Candidate, double> { [slow] = -1, [unknown] = 5, [good] = 0.5 }.ToImmutableDictionary();

        var planner = new Planner(
            Chains, new LatencyTable(Original, saved, Machine), new Dictionary<Candidate, double> { [slow] = 9, [good] = -1 });

        Assert.Equal([good], planner.Fastest.Candidates.AsEnumerable());
        Assert.Equal(2, planner.Count);
    }

    /// <summary>The same solver weighs a shorter network against a narrower one: whichever costs less for a millisecond.</summary>
    [Theory]
    [InlineData(19.5, "rank 2 3x3 conv2 .. conv2")]
    [InlineData(19, "thin 2 conv1 .. conv2")]
    [InlineData(18.5, "fit 1x1 conv1 .. conv2")]
    [InlineData(18, "rank 2 3x3 conv1 .. conv2")]
    [InlineData(17, "rank 2 3x3 conv1 .. conv2, rank 2 3x3 conv3 .. conv3")]
    public void DepthIsWeighedAgainstWidth(double budget, string expected)
    {
        var rows = new Dictionary<Candidate, (double Saved, double Worth)>
        {
            [new Candidate.Rank(0, new(1, 2), [3, 3], 2)] = (0.5, -0.1),
            [new Candidate.Thin(0, new(0, 2), 2)] = (1, -0.25),
            [Fit(0, 0, 2)] = (1.5, -0.5),
            [new Candidate.Rank(0, new(0, 2), [3, 3], 2)] = (2, -1),
            [new Candidate.Rank(0, new(2, 3), [3, 3], 2)] = (1, -2),
        };
        var planner = new Planner(
            Chains,
            new LatencyTable(Original, rows.ToImmutableDictionary(row => row.Key, row => row.Value.Saved), Machine),
            rows.ToDictionary(row => row.Key, row => row.Value.Worth));

        Assert.Equal(expected, string.Join(", ", planner.Best(budget + 1e-5)!.Candidates.Select(candidate => CandidateText.Of(Chains[0], candidate))));
    }

    /// <summary>Changes of removed layers add up badly: where layers may go or become narrower, plans that only narrow compete with those that do both.</summary>
    [Fact]
    public void PlansThatOnlyNarrowCompete()
    {
        Candidate narrow = new Candidate.Thin(0, new(0, 2), 2);
        Candidate shallow = Fit(0, 0, 2);
        var latency = new LatencyTable(Original, new[] { narrow, shallow }.ToImmutableDictionary(candidate => candidate, _ => 2.0), Machine);
        var method = new FitMethod(Network, Chains, new CandidateOptions()) { Views = [ImportanceView.Measured] };

        Assert.Equal([shallow, narrow], method.Planners(latency, Rows((narrow, -0.2), (shallow, -0.1))).Select(planner => planner.Fastest.Candidates.Single()));
        Assert.Equal([narrow], method.Planners(latency, Rows((narrow, -0.2))).Select(planner => planner.Fastest.Candidates.Single()));
        Assert.Equal([shallow], method.Planners(latency, Rows((shallow, -0.1))).Select(planner => planner.Fastest.Candidates.Single()));

        static Dictionary<Candidate, ImportanceRow> Rows(params ReadOnlySpan<(Candidate Candidate, double Change)> rows)
        {
            var found = new Dictionary<Candidate, ImportanceRow>();
            foreach (var (candidate, change) in rows)
            {
                found[candidate] = new(new("", "", "", ""), change, null, 0, default);
            }

            return found;
        }
    }

    private static Candidate.Fit Fit(int chain, int start, int end) => new(chain, new Segment(start, end), [1, 1]);

    private static void Check(Func<(LatencyTable Latency, ImmutableDictionary<Candidate, double> Worth), bool> law) =>
        Prop.ForAll(Arb.From(Tables), law).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static bool IsPlan(IReadOnlyList<Candidate> candidates) => candidates.All(one => candidates.All(other =>
        ReferenceEquals(one, other) || one.Chain != other.Chain || one.Segment.End <= other.Segment.Start
            || other.Segment.End <= one.Segment.Start));

    internal static IEnumerable<ImmutableList<Candidate>> Plans(IEnumerable<Candidate> candidates) => candidates.Aggregate(
        Enumerable.Repeat(ImmutableList<Candidate>.Empty, 1), (plans, candidate) =>
            plans.SelectMany(plan => new[] { plan, plan.Add(candidate) })).Where(plan => IsPlan(plan));

    internal static Graph TwoChains()
    {
        var net = new NetworkText();
        var first = net.Conv(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4)), 4);
        var pooled = net.Node("MaxPool(%?) kernel_shape=[2,2] strides=[2,2]", first);
        return net.Ends(net.Conv(net.Relu(net.Conv(pooled, 4)), 4));
    }
}
