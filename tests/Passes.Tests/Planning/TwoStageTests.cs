using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

public sealed class TwoStageTests
{
    private static readonly ImmutableArray<SegmentLatency> GapTimes =
    [
        new(new(0, 1), 1), new(new(0, 3), 10), new(new(0, 4), 10), new(new(1, 2), 1),
        new(new(1, 3), 5), new(new(1, 4), 10), new(new(2, 3), 1), new(new(3, 4), 1),
    ];

    [Fact]
    public void Cuts_inside_a_skip_are_found_unless_the_released_program_is_asked_for()
    {
        // (0, 2] is no segment: it would cut the skip from 1 to 3 in two.
        Assert.Equal("4: 0 1 2 3 4", Of(new Segment(0, 4), BestMerges.Find(GapTimes)));
        Assert.Equal("7: 0 1 3 4", Of(new Segment(0, 4), BestMerges.Find(GapTimes, Fidelity.Released)));
    }

    [Fact]
    public void The_single_segment_wins_ties_then_the_smallest_last_cut()
    {
        ImmutableArray<SegmentLatency> times =
        [
            new(new(0, 1), 1), new(new(1, 2), 1), new(new(0, 2), 2), new(new(2, 3), 1), new(new(1, 3), 2), new(new(0, 3), 9),
        ];

        Assert.Equal("2: 0 2", Of(new Segment(0, 2), BestMerges.Find(times)));
        Assert.Equal("3: 0 1 3", Of(new Segment(0, 3), BestMerges.Find(times)));
    }

    [Fact]
    public void Boundaries_are_recomputed_in_real_milliseconds_and_never_jump_an_activation()
    {
        ImmutableArray<SegmentLatency> times = [new(new(0, 1), 1.04), new(new(0, 2), 2.06), new(new(1, 2), 1.04)];

        Assert.Equal<int>([2], BestMerges.Boundaries(2, times, [2])!.Value);
        Assert.Equal<int>([1, 2], BestMerges.Boundaries(2, times, [1, 2])!.Value);
        Assert.Null(BestMerges.Boundaries(3, times, [2]));
    }

    [Fact]
    public void Floored_ticks_make_splits_look_cheap_and_ceiled_ones_do_not()
    {
        ImmutableArray<SegmentLatency> merges = BestMerges.Find([new(new(0, 1), 1.04), new(new(0, 2), 2.06), new(new(1, 2), 1.04)]);
        ImmutableArray<BlockImportance> worths =
        [
            new(new(0, 1), true, true, -3), new(new(0, 1), true, false, -1), new(new(0, 2), true, true, -2), new(new(1, 2), true, true, -3),
            new(new(1, 2), false, true, -1),
        ];
        var released = new TwoStage(2, merges, worths, Ticks.Floor(20));
        var ours = new TwoStage(2, merges, worths);

        Assert.Equal<int>([1, 2], released.ToPlan(released.SolveAsReleased(3)!).Boundaries);
        Assert.Equal<int>([2], ours.ToPlan(PlanSolver.Solve(ours.Problem).Best(Ticks.Ceiling().Budget(3))!).Boundaries);
    }

    [Fact]
    public void The_released_program_compares_to_seven_decimals()
    {
        ImmutableArray<SegmentLatency> merges = BestMerges.Find([new(new(0, 1), 1), new(new(0, 2), 1.5), new(new(1, 2), 1)]);
        ImmutableArray<BlockImportance> worths =
        [
            new(new(0, 1), true, true, -1), new(new(0, 2), true, true, -2.00000003), new(new(1, 2), true, true, -1),
        ];
        var method = new TwoStage(2, merges, worths, Ticks.Floor(10));

        Assert.Equal(15, method.SolveAsReleased(3)!.Ticks);
        Assert.Equal(20, PlanSolver.Solve(method.Problem).Best(30)!.Ticks);
    }

    [Fact]
    public void Of_plans_equal_in_worth_and_ticks_the_one_with_the_first_predecessor_wins()
    {
        ImmutableArray<SegmentLatency> merges = BestMerges.Find(
            [new(new(0, 1), 1), new(new(0, 2), 2.5), new(new(0, 3), 3.5), new(new(1, 2), 1), new(new(1, 3), 2.5), new(new(2, 3), 1)]);
        ImmutableArray<BlockImportance> worths =
        [
            new(new(0, 1), true, true, -1), new(new(0, 2), true, true, -2), new(new(0, 3), true, true, -9), new(new(1, 2), true, true, -1),
            new(new(1, 3), true, true, -2), new(new(2, 3), true, true, -1),
        ];
        var method = new TwoStage(3, merges, worths, Ticks.Floor(10));

        Assert.Equal<int>([1, 3], method.ToPlan(method.SolveAsReleased(3)!).Activations);
        Assert.Equal<int>([1, 3], method.ToPlan(PlanSolver.Solve(method.Problem).Best(30)!).Activations);
    }

    [Fact]
    public void The_released_program_loses_plans_of_no_ticks()
    {
        var method = new TwoStage(1, BestMerges.Find([new(new(0, 1), 0.01)]), [new(new(0, 1), true, true, -1)], Ticks.Floor(10));

        Assert.Null(method.SolveAsReleased(1));
        Assert.Equal(-1, PlanSolver.Solve(method.Problem).Best(10)!.Worth);
    }

    [Fact]
    public void The_mean_is_taken_over_the_rows_asked_for()
    {
        ImmutableArray<BlockImportance> rows =
        [
            new(new(0, 1), true, true, -1), new(new(0, 1), true, false, -3), new(new(1, 2), true, true, -5),
            new(new(0, 2), true, true, -11),
        ];

        Assert.Equal(-3, ExtendedImportance.Mean(rows, NormalizeOver.Single, linear: [1]));
        Assert.Equal(-5, ExtendedImportance.Mean(rows, NormalizeOver.All, linear: [1]));
        Assert.Equal(-3, ExtendedImportance.Mean(rows, NormalizeOver.Default, linear: [1]));
        Assert.Equal(-3, ExtendedImportance.Mean(rows, NormalizeOver.Default, linear: []));
    }

    private static string Of(Segment segment, ImmutableArray<SegmentLatency> merges)
    {
        var row = merges.Single(row => row.Segment == segment);
        return $"{row.Milliseconds}: {string.Join(' ', row.Cuts)}";
    }
}
