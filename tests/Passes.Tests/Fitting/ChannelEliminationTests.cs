using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Tests;

/// <summary>Which channels can go, against solving anew for every choice.</summary>
public sealed class ChannelEliminationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EachChannelThatGoesIsTheCheapestOfThoseLeft(int taps)
    {
        const int Channels = 5;
        for (var seed = 1; seed <= 5; seed++)
        {
            var sums = ReducedRankTests.SumsOf(taps * Channels, 3, seed);

            var order = ChannelElimination.Order(sums, Channels, Channels - 1, 1e-9);

            Assert.Equal(Channels - 1, order.Distinct().Count());
            for (var step = 0; step < order.Length; step++)
            {
                var left = Enumerable.Range(0, Channels).Except(order.Take(step)).ToList();
                var residuals = left.ToDictionary(channel => channel, channel => ResidualOf(sums, taps, [.. left.Where(other => other != channel)]));
                Assert.Equal(residuals.Values.Min(), residuals[order[step]], 1e-5 * residuals.Values.Max());
            }
        }

        static double ResidualOf(GramSums sums, int taps, int[] kept) => RidgeSolver.Solve(
            sums.Select([.. Enumerable.Range(0, taps).SelectMany(tap => kept.Select(channel => (tap * Channels) + channel))], ..), 1e-9).Residual;
    }

    /// <summary>A channel that says nothing goes first.</summary>
    [Fact]
    public void SilentChannelsGoFirst()
    {
        var sums = new GramSums(3, 1);
        sums.AddFeatures([4, 0, 1, 0, 0, 0, 1, 0, 4], [0, 0, 0], 4);
        sums.AddTargets([4, 0, 5], [0], [10], 4);

        Assert.Equal([1, 0], ChannelElimination.Order(sums, 3, 2, 1e-9).AsEnumerable());
    }
}
