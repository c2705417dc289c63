using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

/// <summary>Reduced-rank regression against its definition.</summary>
public sealed class ReducedRankTests
{
    private static readonly Gen<(int Features, int Outputs, int Seed)> Cases =
        from features in Gen.Choose(1, 14)
        from outputs in Gen.Choose(1, 8)
        from seed in Gen.Choose(1, 10000)
        select (features, outputs, seed);

    /// <summary>What a rank leaves unexplained beside the full solution is the sum of the eigenvalues left out.</summary>
    [Fact]
    public void ErrorsAreSumsOfTheEigenvaluesLeftOut() => Prop.ForAll(Arb.From(Cases), it =>
    {
        var sums = SumsOf(it.Features, it.Outputs, it.Seed);
        var solved = new ReducedRank(sums, 1e-11);
        var scale = solved.Full.Variance;

        for (var rank = 1; rank <= it.Outputs; rank++)
        {
            var expected = solved.Full.Residual + solved.Eigenvalues.Skip(rank).Sum();
            Assert.Equal(expected, solved.Of(rank).Residual, 1e-6 * scale);
        }

        Assert.Equal(solved.Full.Variance - solved.Full.Residual, solved.Eigenvalues.Sum(), 1e-6 * scale);
        Assert.Equal(solved.Eigenvalues.OrderDescending(), solved.Eigenvalues.AsEnumerable());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void FullRankIsTheFit() => Prop.ForAll(Arb.From(Cases), it =>
    {
        var solved = new ReducedRank(SumsOf(it.Features, it.Outputs, it.Seed), 1e-3);

        var solution = solved.Of(it.Outputs);

        Assert.All(Product(solution, it.Outputs, it.Features).Zip(solved.Full.Weights), pair => Assert.Equal(pair.Second, pair.First, 1e-8));
        Assert.All(solution.Intercept.Zip(solved.Full.Intercept), pair => Assert.Equal(pair.Second, pair.First, 1e-8));
        Assert.Equal(solved.Full.Residual, solution.Residual, 1e-6 * solved.Full.Variance);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>No pair is better: alternating least squares, which can only descend, ends where the closed form is.</summary>
    [Fact]
    public void SearchingFindsNothingBetter()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var sums = SumsOf(6, 4, seed);
            for (var rank = 1; rank <= 3; rank++)
            {
                var best = new ReducedRank(sums, 1e-11).Of(rank);
                var (found, _) = AlternatingLeastSquares.Search(sums, rank, rounds: 400, seed);

                Assert.InRange(best.Residual, 0, found * (1 + 1e-6));
                Assert.Equal(found, best.Residual, 1e-2 * best.Variance);
            }
        }
    }

    /// <summary>Neither half is drowned in single precision.</summary>
    [Fact]
    public void BothHalvesCarryTheScaleEvenly()
    {
        var (features, outputs, rank) = (9, 6, 3);
        var solution = new ReducedRank(SumsOf(features, outputs, 5), 1e-6).Of(rank);

        for (var index = 0; index < rank; index++)
        {
            var row = Norm(solution.Project.Skip(index * features).Take(features));
            var column = Norm(solution.Lift.Where((_, position) => position % rank == index));
            Assert.Equal(row, column, 1e-9 * row);
        }
    }

    [Fact]
    public void MoreChannelsThanOutputsAddNothing()
    {
        var solved = new ReducedRank(SumsOf(5, 2, 4), 1e-6);

        var (two, four) = (solved.Of(2), solved.Of(4));

        Assert.Equal(two.Residual, four.Residual, 1e-12);
        Assert.All(four.Project.Skip(10), weight => Assert.Equal(0, weight));
        Assert.Equal((20, 8), (four.Project.Length, four.Lift.Length));
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));

    internal static double[] Product(ReducedRank.Solution solution, int outputs, int features)
    {
        var rank = solution.Lift.Length / outputs;
        return [.. from output in Enumerable.Range(0, outputs)
                   from feature in Enumerable.Range(0, features)
                   select Enumerable.Range(0, rank).Sum(index => solution.Lift[(output * rank) + index] * solution.Project[(index * features) + feature])];
    }

    /// <summary>Features and targets that depend on each other, and noise; 64 samples of small integers, so that the sums are exact.</summary>
    internal static GramSums SumsOf(int features, int outputs, int seed)
    {
        var random = new SeededData(seed);
        var mix = Enumerable.Range(0, outputs * features).Select(_ => random.Next(5) - 2).ToArray();
        var sums = new GramSums(features, outputs);
        var (gram, cross) = (new float[features * features], new float[outputs * features]);
        var (u, z, square) = (new float[features], new float[outputs], new float[outputs]);
        for (var sample = 0; sample < 64; sample++)
        {
            var have = Enumerable.Range(0, features).Select(_ => random.Next(17) - 8f).ToArray();
            var want = Enumerable.Range(0, outputs)
                .Select(output => have.Select((value, index) => value * mix[(output * features) + index]).Sum() + random.Next(9)).ToArray();
            Add(gram, have, have, 1);
            Add(cross, want, have, 1);
            Add(u, have, [1], 1f / 64);
            Add(z, want, [1], 1f / 64);
            Add(square, [.. want.Select(value => value * value)], [1], 1f / 64);
        }

        sums.AddFeatures(gram, u, 64);
        sums.AddTargets(cross, z, square, 64);
        return sums;
    }

    private static void Add(float[] target, float[] left, float[] right, float factor)
    {
        for (var i = 0; i < left.Length; i++)
        {
            for (var j = 0; j < right.Length; j++)
            {
                target[(i * right.Length) + j] += factor * left[i] * right[j];
            }
        }
    }
}
