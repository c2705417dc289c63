using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

public sealed class LayerMergeTests
{
    [Fact]
    public void The_released_program_gives_up_where_one_position_is_dear_and_ours_passes_over_it()
    {
        ImmutableArray<KernelRow> rows =
        [
            Row(0, 1, 3, 0.5, 1.0, 1), Row(1, 2, 3, 9.0, 1.0, 2), Row(2, 3, 3, 0.5, 0.99, 3), Row(1, 3, 5, 1.2, 0.95, 2, 3),
            Row(0, 3, 3, 0.9, 0.9, 2),
        ];
        var method = new LayerMerge(3, rows, Ticks.Floor(10));
        var plan = method.ToPlan(PlanSolver.Solve(method.Problem).Best(20)!);

        Assert.Null(method.SolveAsReleased(2));
        Assert.Equal<int>([0, 1, 3], plan.Boundaries);
        Assert.Equal<int>([0, 1, 2, 3], plan.Convolutions);
        Assert.Equal(1.7, plan.Milliseconds, 1e-12);
    }

    [Fact]
    public void The_released_program_answers_worse_where_the_best_plan_takes_no_tick()
    {
        ImmutableArray<KernelRow> rows = [Row(0, 1, 3, 0.05, 1, 1), Row(1, 2, 3, 0.04, 0.99, 2), Row(0, 2, 3, 0.3, 0.97, 2)];
        var method = new LayerMerge(2, rows, Ticks.Floor(10));

        Assert.Equal(0.97, method.SolveAsReleased(0.5)!.Worth);
        Assert.Equal(1.99, PlanSolver.Solve(method.Problem).Best(5)!.Worth);
    }

    [Fact]
    public void Of_equal_rows_the_earlier_one_is_chosen()
    {
        var method = new LayerMerge(1, [Row(0, 1, 3, 1, 0.5, 1), Row(0, 1, 1, 1, 0.5)]);

        Assert.Equal(3, method.ToPlan(PlanSolver.Solve(method.Problem).Solutions.Single()).Segments.Single().Kernel);
    }

    [Fact]
    public void Of_combinations_with_one_kernel_size_the_largest_norm_stays()
    {
        // One 5x5 or two 3x3 give a 5x5; the pair weighs more.
        ImmutableArray<ChainConvolution> segment = [Conv(1, kernel: 5, norm: 5), Conv(2, kernel: 3, norm: 4), Conv(3, kernel: 3, norm: 3)];

        Assert.Equal("3: 2, 5: 2 3, 7: 1 2, 9: 1 2 3", Text(KernelOptions.Enumerate(segment)));
        Assert.Equal("3: 2, 5: 1, 7: 1 2, 9: 1 2 3", Text(KernelOptions.Enumerate(segment, fidelity: Fidelity.Released)));
    }

    [Fact]
    public void What_changes_channels_or_size_always_stays()
    {
        ImmutableArray<ChainConvolution> segment =
        [
            Conv(1, kernel: 3, norm: 9), new(2, new(8, 16, 3, 1, 1, 1), Norm: 1), new(3, new(16, 16, 1, 2, 0, 1), Norm: 1),
        ];

        Assert.Equal("3: 2 3, 5: 1 2 3", Text(KernelOptions.Enumerate(segment)));
        Assert.Equal([2, 2], KernelOptions.Enumerate(segment).Select(option => option.Stride));
    }

    [Fact]
    public void Only_a_segment_that_may_vanish_has_an_option_without_convolutions()
    {
        Assert.Equal("3: 1", Text(KernelOptions.Enumerate([Conv(1, 3, 1)])));
        Assert.Equal("0: , 3: 1", Text(KernelOptions.Enumerate([Conv(1, 3, 1)], mayVanish: true)));
    }

    [Fact]
    public void A_knapsack_keeps_what_must_stay_and_what_is_worth_most()
    {
        var method = new LayerOnly([new(1, 2, 1.0), new(2, 3, null), new(3, 2, 1.5)], Ticks.Ceiling(1));

        Assert.Equal([2, 3], method.Kept(PlanSolver.Solve(method.Problem).Best(6)!).Select(layer => layer.Position));
        Assert.Equal([2], method.Kept(PlanSolver.Solve(method.Problem).Best(4)!).Select(layer => layer.Position));
        Assert.Equal(3, PlanSolver.Solve(method.Problem).SmallestBudget);
    }

    [Fact]
    public void A_merged_shape_counts_kernel_and_padding_in_steps_of_the_strides_before()
    {
        ConvolutionShape[] run = [new(4, 8, 3, 2, 1, 1), new(8, 8, 3, 1, 1, 8), new(8, 6, 1, 1, 0, 1)];

        Assert.Equal(new ConvolutionShape(4, 6, 7, 2, 3, 1), ConvolutionShape.Merge(run));
        Assert.Equal(new ConvolutionShape(8, 8, 5, 1, 2, 8), ConvolutionShape.Merge([run[1], run[1]]));
    }

    [Fact]
    public void A_segment_holds_a_skip_whole_or_not_at_all()
    {
        var segments = LegalSegments.Enumerate(4, breaks: [], skips: [new Segment(1, 3)]);

        Assert.Equal("(0, 1] (0, 3] (0, 4] (1, 2] (1, 3] (1, 4] (2, 3] (3, 4]", string.Join(' ', segments));
        Assert.Equal("(0, 1] (0, 2] (1, 2] (2, 3]", string.Join(' ', LegalSegments.Enumerate(3, breaks: [2], skips: [])));
    }

    private static KernelRow Row(int start, int end, int kernel, double milliseconds, double importance, params ImmutableArray<int> kept) =>
        new(new Segment(start, end), kernel, Stride: 1, Depthwise: false, milliseconds, importance, kept);

    private static ChainConvolution Conv(int position, int kernel, double norm) =>
        new(position, new ConvolutionShape(8, 8, kernel, 1, kernel / 2, 1), norm);

    private static string Text(ImmutableArray<KernelOption> options) =>
        string.Join(", ", options.Select(option => $"{option.Kernel}: {string.Join(' ', option.Kept)}"));
}
