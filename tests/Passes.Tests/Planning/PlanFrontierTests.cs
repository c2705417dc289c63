using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Plans by predicted latency and change, whatever their method counts.</summary>
public sealed class PlanFrontierTests
{
    [Fact]
    public void WhatIsSlowerAndNoBetterIsDominated()
    {
        var judged = PlanFrontier.Judge([Point(4, 0), Point(1, -0.5), Point(3, -0.1), Point(2, -0.01), Point(2, -0.2), Point(3.5, -0.01)]);

        Assert.Equal([1, 2, 2, 3, 3.5, 4], judged.Select(entry => entry.Point.Milliseconds));
        Assert.Equal([false, false, true, true, true, false], judged.Select(entry => entry.IsDominated));
    }

    [Fact]
    public void TheFastestThatKeepsTheQualityIsTakenWhereverItStands()
    {
        PlanPoint[] points = [Point(1, -0.5), Point(3, -0.05), Point(2, -0.08), Point(2, -0.01), Point(4, 0)];

        Assert.Equal(points[3], PlanFrontier.Fastest(points, 0.1));
        Assert.Equal(points[0], PlanFrontier.Fastest(points, 0.5));
        Assert.Equal(points[4], PlanFrontier.Fastest(points, 0));
        Assert.Null(PlanFrontier.Fastest(points[..1], 0.1));
    }

    private static PlanPoint Point(double milliseconds, double change) => new(milliseconds, change, []);
}
