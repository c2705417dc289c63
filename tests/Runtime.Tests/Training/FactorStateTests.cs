using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>The iteration that makes factors binary.</summary>
public sealed class FactorStateTests
{
    private static readonly double[] Slope = [-0.2, 0.1, 0.05];

    /// <summary>Two iterations of three factors of which two are to stay, under a constant gradient.</summary>
    [Fact]
    public void TheExampleOfTheMethod()
    {
        var first = FactorState.Start(3).Next(2, Slope, rate: 0.1, tradeoff: 0.99, penalty: 0.01);
        Near([0.99987, 0.99957, 0.99962], first.Values, 1e-12);
        Near([0.003332033, 0.003329033, 0.003329533], first.SumDual, 1e-9);
        Near([-1.3e-6, -4.3e-6, -3.8e-6], first.SphereDual, 1e-12);

        var penalty = FactorState.NextPenalty(0.01, 1.01, 6);
        Assert.Equal(0.0101, penalty, 1e-12);
        var second = first.Next(2, Slope, rate: 0.1, tradeoff: 0.99, penalty);
        Near([0.999407947, 0.998807947, 0.998907947], second.Values, 1e-9);
        Near([0.006689035, 0.006686005, 0.006686510], second.SumDual, 1e-9);
        Assert.Equal(0.010201, FactorState.NextPenalty(penalty, 1.01, 6), 1e-12);
    }

    [Theory]
    [InlineData(0.01, 1.01, 643)]
    [InlineData(0.001, 1.005, 1745)]
    public void ThePenaltyReachesItsEndAsPublished(double first, double growth, int iterations)
    {
        var (penalty, count) = (first, 0);
        while (penalty < 6)
        {
            (penalty, count) = (FactorState.NextPenalty(penalty, growth, 6), count + 1);
        }

        Assert.Equal(iterations, count);
        Assert.Equal(penalty, FactorState.NextPenalty(penalty, growth, 6));
    }

    /// <summary>The published constants, importances of filters and noise: after the ramp exactly k factors are 1, and those that matter most.</summary>
    [Theory]
    [InlineData(16, 12, 0.99, 0.01, 1.01, 0)]
    [InlineData(32, 17, 0.99, 0.01, 1.01, 0.6)]
    [InlineData(32, 17, 0.65, 0.001, 1.005, 0.9)]
    public void ExactlySoManyBecomeOne(int count, int keep, double tradeoff, double first, double growth, double agreement)
    {
        var (random, state, penalty) = (new SeededRandom(3), FactorState.Start(count), first);
        var importance = random.Permutation(count).Select(rank => (rank + 1.0) / count).ToArray();
        for (var step = 0; step < 2500; step++)
        {
            var slope = importance.Select(number => 0.05 * (-number + (0.5 * random.Gaussian()))).ToArray();
            state = state.Next(keep, slope, 0.1, tradeoff, penalty);
            penalty = FactorState.NextPenalty(penalty, growth, 6);
        }

        Assert.All(state.Values, value => Assert.True(Math.Min(Math.Abs(value), Math.Abs(value - 1)) < 0.03, $"{value}"));
        Assert.Equal(keep, state.Values.Count(value => value > 0.5));
        var best = Enumerable.Range(0, count).OrderByDescending(filter => importance[filter]).Take(keep);
        Assert.True(best.Count(filter => state.Values[filter] > 0.5) >= agreement * keep);
    }

    [Theory]
    [InlineData(5.9, false)]
    [InlineData(21, true)]
    public void BeyondTheBoundItDiverges(double penalty, bool diverges)
    {
        var state = FactorState.Start(8);
        var slope = Enumerable.Range(0, 8).Select(filter => 0.1 * filter).ToArray();
        for (var step = 0; step < 400; step++)
        {
            state = state.Next(4, slope, 0.1, 0.99, penalty);
        }

        Assert.Equal(diverges, state.Values.Any(value => !(Math.Abs(value) < 10)));
    }

    private static void Near(double[] expected, ImmutableArray<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
