using DepthCompress.Runtime.Training;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>The nearest numbers from 0 to 1 with a given sum, and the nearest ones on the sphere through the binary vectors.</summary>
public sealed class CappedSimplexLaws
{
    private static readonly double[] Example = [1.3, 0.9, 0.4, 0.2, -0.1];

    /// <summary>Coarse numbers too: equal ones, and such that lie exactly 1 apart, are where a search for a segment goes wrong.</summary>
    private static Gen<(double[] Point, int Sum)> Problems =>
        from count in Gen.Choose(1, 12)
        from coarse in Gen.Choose(0, 1)
        from numbers in Gen.Choose(-3000, 3000).ArrayOf(count)
        from sum in Gen.Choose(1, count)
        select (numbers.Select(number => coarse == 1 ? number / 1000 : number / 1000.0).Select(number => (double)number).ToArray(), sum);

    [Fact]
    public void TheExampleOfTheMethod()
    {
        var nearest = CappedSimplex.Project(Example, 3);
        Near([1, 1, 0.566667, 0.366667, 0.066667], nearest, 1e-6);
        Near([1.296819, 0.898410, 0.400398, 0.201193, -0.097614], BinarySphere.Project(Example), 1e-6);
    }

    [Fact]
    public void TheResultIsAllowed() => ForAll(problem =>
    {
        var nearest = CappedSimplex.Project(problem.Point, problem.Sum);
        return nearest.All(number => number is >= 0 and <= 1) && Math.Abs(nearest.Sum() - problem.Sum) < 1e-9;
    });

    /// <summary>The conditions of Karush, Kuhn and Tucker: what is between 0 and 1 moved by the same, what is 0 by no less, what is 1 by no more.</summary>
    [Fact]
    public void NothingAllowedIsNearer() => ForAll(problem =>
    {
        var nearest = CappedSimplex.Project(problem.Point, problem.Sum);
        var moved = problem.Point.Zip(nearest, (from, to) => from - to).ToArray();
        var (ones, zeros) = (Where(to => to > 1 - 1e-12), Where(to => to < 1e-12));
        var free = Where(to => to is >= 1e-12 and <= 1 - 1e-12);
        return free.Concat(zeros).DefaultIfEmpty(double.MinValue).Max() <= free.Concat(ones).DefaultIfEmpty(double.MaxValue).Min() + 1e-9;

        double[] Where(Func<double, bool> holds) => [.. moved.Where((_, index) => holds(nearest[index]))];
    });

    [Fact]
    public void BisectionAgrees() => ForAll(problem =>
    {
        var (low, high) = (problem.Point.Min() - 1, problem.Point.Max());
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = problem.Point.Sum(number => Math.Clamp(number - middle, 0, 1)) > problem.Sum ? (middle, high) : (low, middle);
        }

        return problem.Point.Zip(CappedSimplex.Project(problem.Point, problem.Sum))
            .All(pair => Math.Abs(Math.Clamp(pair.First - high, 0, 1) - pair.Second) < 1e-7);
    });

    [Fact]
    public void TheSphereIsReachedInTheSameDirection() => ForAll(problem =>
    {
        var nearest = BinarySphere.Project(problem.Point);
        var (from, to) = (problem.Point.Select(number => number - 0.5).ToArray(), nearest.Select(number => number - 0.5).ToArray());
        var (inner, length) = (from.Zip(to, (a, b) => a * b).Sum(), Math.Sqrt(from.Sum(a => a * a)));
        return Math.Abs(to.Sum(b => b * b) - (to.Length / 4.0)) < 1e-9
            && (length == 0 || Math.Abs(inner - (length * Math.Sqrt(to.Length) / 2)) < 1e-9);
    });

    [Fact]
    public void TheCenterOfTheSphereHasADirectionToo() => Assert.Equal([1.0, 1.0, 1.0], BinarySphere.Project([0.5, 0.5, 0.5]));

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void OtherSumsAreRefused(int sum) => Assert.Throws<ArgumentOutOfRangeException>(() => CappedSimplex.Project(Example, sum));

    private static void ForAll(Func<(double[] Point, int Sum), bool> law) =>
        Prop.ForAll(Problems.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
