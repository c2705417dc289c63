using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>The baseline without importance: which parts there are, and that they are taken evenly.</summary>
public sealed class UniformTests
{
    private static readonly MachineIdentity Machine = new("counter", "cpu", "none", 1, "all");

    [Theory]
    [InlineData(9, 0, "")]
    [InlineData(9, 1, "4")]
    [InlineData(9, 2, "2 6")]
    [InlineData(9, 3, "1 4 7")]
    [InlineData(9, 4, "1 3 5 7")]
    [InlineData(10, 4, "1 3 6 8")]
    [InlineData(4, 4, "0 1 2 3")]
    [InlineData(1, 1, "0")]
    public void PlacesAreEvenlySpread(int places, int count, string expected) =>
        Assert.Equal(expected, string.Join(' ', UniformPlanner.Spread(places, count)));

    [Fact]
    public void EverySpreadHasAsManyPlacesAsAskedForAndMirrorsItself()
    {
        for (var places = 1; places <= 30; places++)
        {
            for (var count = 0; count <= places; count++)
            {
                var spread = UniformPlanner.Spread(places, count);
                Assert.Equal(count, spread.Distinct().Count());
                Assert.Equal(spread.Order(), spread);
                Assert.All(spread, place => Assert.InRange(place, 0, places - 1));
                var gaps = spread.Zip(spread.Skip(1), (left, right) => right - left).Distinct().ToArray();
                Assert.True(gaps.Length < 2 || gaps.Max() - gaps.Min() <= 1, $"{count} of {places}");
            }
        }
    }

    [Fact]
    public void OfAResidualNetworkTheBlocksGo()
    {
        var (graph, chains) = Chains(new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 3 }.Build());
        var method = new UniformMethod(graph, chains);

        Assert.All(method.Candidates, unit => Assert.Equal(2, Assert.IsType<Candidate.Identity>(unit).Segment.Length));
        Assert.All(method.Candidates, unit => Assert.Contains(chains[unit.Chain].Spans, span =>
            span.Start == unit.Segment.Start && span.End == unit.Segment.End && span.Shortcut is Shortcut.Identity));
        Assert.Equal(7, method.Candidates.Length);
    }

    [Fact]
    public void OfAPlainNetworkTheConvolutionsGo()
    {
        var (graph, chains) = Chains(Plain(4).Build());
        var method = new UniformMethod(graph, chains);

        Assert.Equal(["(1, 2]", "(2, 3]", "(3, 4]"], method.Candidates.Select(unit => $"{Assert.IsType<Candidate.Identity>(unit).Segment}"));
    }

    [Fact]
    public void APlanDropsAsFewPartsAsTheTargetAllowsAndSaysNothingOfQuality()
    {
        var (graph, chains) = Chains(Plain(5).Build());
        var method = new UniformMethod(graph, chains);
        Assert.Equal(4, method.Candidates.Length);
        var latency = new LatencyTable(10, method.Candidates.ToImmutableDictionary(unit => unit, _ => 1.0), Machine);

        Assert.Empty(method.Promising(latency));
        var planner = Assert.Single(method.Planners(latency, ImmutableDictionary<Candidate, ImportanceRow>.Empty));
        Assert.Equal([6.0, 7, 8, 9, 10], planner.Points.Select(point => point.Milliseconds));
        Assert.Equal(6, planner.Fastest.Milliseconds);
        Assert.Empty(planner.Best(10)!.Candidates);
        Assert.Equal(["(2, 3]", "(4, 5]"], planner.Best(8.5)!.Candidates.Select(unit => $"{unit.Segment}"));
        Assert.Null(planner.Best(5.9));
        Assert.All(planner.Points, point => Assert.True(double.IsNaN(point.Change)));
        Assert.All(planner.Fastest.Figures, figure => Assert.Equal((1, double.NaN), figure));
    }

    [Fact]
    public void APartThatSavesNothingMakesNoPlanFaster()
    {
        var (graph, chains) = Chains(Plain(3).Build());
        var method = new UniformMethod(graph, chains);
        var latency = new LatencyTable(10, method.Candidates.ToImmutableDictionary(unit => unit, _ => -0.5), Machine);
        var planner = method.Planners(latency, ImmutableDictionary<Candidate, ImportanceRow>.Empty)[0];

        Assert.Empty(planner.Fastest.Candidates);
        Assert.Null(planner.Best(9.9));
    }

    [Fact]
    public void AnEstimateThatNobodyMadeSurvivesThePlanFile()
    {
        var segment = new PlannedSegment("a", "b", "identity", null, null, null, 1.5, double.NaN);
        var plan = new CompressionPlan
        {
            Schema = CompressionPlan.CurrentSchema,
            ToolVersion = "1",
            ModelDigest = "d",
            Machine = Machine,
            InputShapes = [[1, 3, 4, 4]],
            Calibration = "c",
            Seed = 0,
            Metric = "mse",
            OriginalMilliseconds = 2,
            PredictedMilliseconds = 0.5,
            PredictedChange = double.NaN,
            Segments = [segment],
        };

        var text = PlanFile.Format(plan);
        Assert.Contains("\"predictedChange\": null", text, StringComparison.Ordinal);
        Assert.Contains("\"importance\": null", text, StringComparison.Ordinal);
        var read = PlanFile.Parse(text, "plan");
        Assert.Equal((double.NaN, segment), (read.PredictedChange, Assert.Single(read.Segments)));
    }

    private static Runtime.Zoo.PlainNetwork Plain(int depth) => new() { Input = new(3, 16, 16), Width = 4, Depths = [depth] };

    private static (Graph Graph, ImmutableArray<LayerChain> Chains) Chains(Graph graph)
    {
        var network = Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink()));
        return (network, ChainAnalysis.Run(network));
    }
}
