using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Tests;

/// <summary>Which channels a budget of energy drops.</summary>
public sealed class EnergySharesTests
{
    private static readonly double[] Shares = [0.3, 0.01, 0.6, 0.02, 0.07];

    [Theory]
    [InlineData(0.05, "10101")]
    [InlineData(0.12, "10100")]
    [InlineData(0.005, "11111")]
    [InlineData(1, "00100")]
    [InlineData(0, "11111")]
    public void TheLeastGoWhileTheirSharesStayBelow(double budget, string kept)
    {
        Assert.Equal(kept, Text(EnergyShares.Kept(Shares, budget)));
        Assert.Equal(kept, Text(EnergyShares.Kept([.. Shares.Select(share => 1000 * share)], budget)));
    }

    [Theory]
    [InlineData(0.05, "10101")]
    [InlineData(0.005, "00000")]
    [InlineData(1, "00100")]
    public void AsReleasedAGroupThatShouldLoseNothingLosesAll(double budget, string kept) =>
        Assert.Equal(kept, Text(EnergyShares.KeptAsReleased(Shares, budget)));

    /// <summary>Of equal energies the first go; as released all of them do.</summary>
    [Fact]
    public void RanksDecideNotValues()
    {
        Assert.Equal("0011", Text(EnergyShares.Kept([1, 1, 1, 1], 0.6)));
        Assert.Equal("0000", Text(EnergyShares.KeptAsReleased([1, 1, 1, 1], 0.6)));
    }

    [Fact]
    public void WithoutEnergyNothingIsNeeded()
    {
        Assert.Equal("000", Text(EnergyShares.Kept([0, 0, 0], 0.5, fewest: 2, alignment: 2)));
        Assert.Equal("01", Text(EnergyShares.Kept([0, 1], 0.0001)));
    }

    [Theory]
    [InlineData(1, 4, "10111")]
    [InlineData(1, 2, "10100")]
    [InlineData(1, 8, "11111")]
    [InlineData(4, 1, "10111")]
    [InlineData(9, 1, "11111")]
    public void TheNextOnesStayUntilTheNumberSuits(int fewest, int alignment, string kept) =>
        Assert.Equal(kept, Text(EnergyShares.Kept(Shares, 0.12, fewest, alignment)));

    /// <summary>Of a larger budget never less goes.</summary>
    [Fact]
    public void BudgetsAreNested()
    {
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            double[] energies = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Math.Round(random.NextDouble(), 1))];
            var alignment = random.Next(1, 5);
            var before = EnergyShares.Kept(energies, 0, 1, alignment);
            for (var budget = 0.0; budget <= 1; budget += 0.05)
            {
                var now = EnergyShares.Kept(energies, budget, 1, alignment);
                Assert.All(before.Zip(now), pair => Assert.True(pair.First || !pair.Second));
                Assert.True(now.Count(kept => kept) % alignment == 0 || now.All(kept => kept) || energies.Sum() == 0);
                before = now;
            }
        }
    }

    private static string Text(bool[] kept) => string.Concat(kept.Select(stays => stays ? '1' : '0'));
}
