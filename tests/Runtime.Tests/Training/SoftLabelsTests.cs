using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Labels as distributions.</summary>
public sealed class SoftLabelsTests
{
    [Fact]
    public void WithoutSmoothingTheClassIsCertain() => Assert.Equal([0, 0, 1, 1, 0, 0], SoftLabels.Of([2, 0], 3, 0));

    [Fact]
    public void SmoothingTakesFromTheClassAndGivesToAll() =>
        Assert.Equal([0.05f, 0.05f, 0.85f, 0.05f], SoftLabels.Of([2], 4, 0.2), new Closeness());

    [Fact]
    public void MixedSamplesHaveBothLabels() =>
        Assert.Equal([0.75f, 0.25f, 0.25f, 0.75f], SoftLabels.Of([0, 1], 2, 0, new(0.75, [1, 0])), new Closeness());

    [Fact]
    public void SmoothedAndMixedRowsStillAddUpToOne()
    {
        var rows = SoftLabels.Of([0, 1, 1], 5, 0.1, new(0.3, [1, 2, 0]));
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(1, rows.AsSpan(row * 5, 5).ToArray().Sum(), 6));
        Assert.Equal(0.02f + 0.9f, rows[(1 * 5) + 1], 6);
    }

    private sealed class Closeness : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(float value) => 0;
    }
}
