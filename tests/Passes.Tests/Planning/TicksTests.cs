using DepthCompress.Passes.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0.29, 100, 28)]
    [InlineData(1.15, 100, 114)]
    [InlineData(2.3, 100, 229)]
    [InlineData(2.06, 20, 41)]
    [InlineData(0.01, 10, 0)]
    public void Floor_truncates_the_product_in_double_precision(double milliseconds, double precision, long ticks)
    {
        Assert.Equal(ticks, Ticks.Floor(precision).Cost(milliseconds));
        Assert.Equal(ticks, Ticks.Floor(precision).Budget(milliseconds));
    }

    [Theory]
    [InlineData(0.29, 100, 29, 29)]
    [InlineData(7.589958, 1e6, 7589958, 7589958)]
    [InlineData(1.0401, 20, 21, 20)]
    [InlineData(0.0, 20, 0, 0)]
    [InlineData(1e-9, 20, 1, 0)]
    public void Ceiling_never_takes_a_cost_for_less_nor_a_budget_for_more(double milliseconds, double precision, long cost, long budget)
    {
        Assert.Equal(cost, Ticks.Ceiling(precision).Cost(milliseconds));
        Assert.Equal(budget, Ticks.Ceiling(precision).Budget(milliseconds));
    }

    [Fact]
    public void A_tick_is_a_nanosecond_unless_told_otherwise() => Assert.Equal(1_500_001, Ticks.Ceiling().Cost(1.5000001));

    [Fact]
    public void The_milliseconds_of_a_number_of_ticks_are_that_number_as_a_cost_and_as_a_budget()
    {
        var cases = from ticks in Gen.Choose(0, int.MaxValue)
                    from precision in Gen.Elements(1.0, 10, 20, 100, 1e3, 1e6, 1e9)
                    select (Count: (long)ticks, Unit: Ticks.Ceiling(precision));
        Prop.ForAll(Arb.From(cases), it => it.Unit.ToMilliseconds(it.Count) is var milliseconds
            && it.Unit.Budget(milliseconds) == it.Count
            && it.Unit.Cost(milliseconds) == it.Count).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void What_is_no_time_is_refused(double milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ticks.Ceiling().Cost(milliseconds));

    [Theory]
    [InlineData(0.0)]
    [InlineData(-20.0)]
    [InlineData(double.NaN)]
    public void What_is_no_precision_is_refused(double precision) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ticks.Floor(precision));
}
