using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Which samples are mixed, and how much.</summary>
public sealed class MixingTests
{
    [Fact]
    public void SeedAndStepDecide()
    {
        var one = Mixing.Of(1, 5, 16, 0.4);
        Assert.Equal(one.Part, Mixing.Of(1, 5, 16, 0.4).Part);
        Assert.True(one.Partners.SequenceEqual(Mixing.Of(1, 5, 16, 0.4).Partners));
        Assert.NotEqual(one.Part, Mixing.Of(1, 6, 16, 0.4).Part);
        Assert.NotEqual(one.Part, Mixing.Of(2, 5, 16, 0.4).Part);
        Assert.NotEqual(one.Part, Mixing.Of(1, 5L + (1L << 32), 16, 0.4).Part);
    }

    [Fact]
    public void EverySampleIsAPartnerOnce() =>
        Assert.Equal(Enumerable.Range(0, 16), Mixing.Of(3, 0, 16, 1).Partners.Order());

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(3)]
    public void PartsHaveTheMomentsOfTheBetaDistribution(double strength)
    {
        var parts = Enumerable.Range(0, 4000).Select(step => Mixing.Of(1, step, 1, strength).Part).ToArray();
        var mean = parts.Average();
        var variance = parts.Average(part => (part - mean) * (part - mean));
        Assert.All(parts, part => Assert.InRange(part, 0, 1));
        Assert.InRange(mean, 0.48, 0.52);
        Assert.InRange(variance * 4 * ((2 * strength) + 1), 0.93, 1.07);
    }

    [Fact]
    public void ATinyStrengthIsACoin() =>
        Assert.All(Enumerable.Range(0, 50), step => Assert.True(Mixing.Of(1, step, 1, 1e-6).Part is 0 or 1));
}
