using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Tests;

/// <summary>Groups for weights as they are.</summary>
public sealed class GroupDescentTests
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    [InlineData(4, 2)]
    public void BlocksAreFound(int groups, int size)
    {
        var (filters, channels) = (groups * size, 2 * groups);
        var order = Enumerable.Range(0, filters).OrderBy(filter => (filter * 7919) % 31).ToArray();
        var energies = new double[filters * channels];
        for (var i = 0; i < energies.Length; i++)
        {
            energies[i] = order[i / channels] % groups == i % channels / 2 ? 1 + (i % 5 * 0.1) : 0.001;
        }

        var found = GroupDescent.Run(energies, filters, groups);
        Assert.Equal(groups, Enumerable.Range(0, filters).Select(filter => (order[filter] % groups, found[filter])).Distinct().Count());
        Assert.Equal(groups, found.Distinct().Count());
    }

    [Fact]
    public void ItNeverGetsWorseThanWhereItBegan()
    {
        var random = new Random(2);
        for (var round = 0; round < 20; round++)
        {
            var (filters, channels, groups) = (random.Next(4, 12), random.Next(1, 9), random.Next(1, 5));
            double[] energies = [.. Enumerable.Range(0, filters * channels).Select(_ => random.NextDouble())];
            int[] first = [.. Enumerable.Range(0, filters).Select(filter => filter % groups)];
            var found = GroupDescent.Run(energies, filters, groups);
            Assert.True(GroupDescent.Penalty(energies, found, groups) <= GroupDescent.Penalty(energies, first, groups) + 1e-9);
        }
    }

    [Fact]
    public void OneGroupIsOne() => Assert.All(GroupDescent.Run([1, 2, 3], 3, 1), group => Assert.Equal(0, group));
}
